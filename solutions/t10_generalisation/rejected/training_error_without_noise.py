"""Measures the training error against the labels without noise."""

FAILS = {
    "test_training_error_before_the_peak_is_what_the_noise_leaves",
    "test_training_error_vanishes_once_there_are_as_many_unknowns_as_points",
}

# %%
import numpy as np


# %% double_descent
def double_descent(n, ds, sigma, reps, rng):
    train, test = np.zeros((2, len(ds), reps))
    for k, d in enumerate(ds):
        for r in range(reps):
            beta = rng.standard_normal(d)
            beta /= np.linalg.norm(beta)
            X = rng.standard_normal((n, d))
            y = X @ beta + sigma * rng.standard_normal(n)
            w = np.linalg.lstsq(X, y, rcond=None)[0]
            train[k, r] = np.mean((X @ w - X @ beta) ** 2)
            test[k, r] = np.sum((w - beta) ** 2)
    return train, test
