"""Scales the noise by σ²."""

FAILS = {
    "test_risk_before_the_peak_is_that_of_theory",
    "test_risk_behind_the_peak_is_that_of_theory",
    "test_training_error_before_the_peak_is_what_the_noise_leaves",
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
            y = X @ beta + sigma**2 * rng.standard_normal(n)
            w = np.linalg.lstsq(X, y, rcond=None)[0]
            train[k, r] = np.mean((X @ w - y) ** 2)
            test[k, r] = np.sum((w - beta) ** 2)
    return train, test
