"""Draws one sample a repetition, and uses its first d columns for every d."""

FAILS = {
    "test_repetitions_are_drawn_afresh_from_the_generator_that_is_given",
}

# %%
import numpy as np


# %% double_descent
def double_descent(n, ds, sigma, reps, rng):
    train, test = np.zeros((2, len(ds), reps))
    for r in range(reps):
        columns = rng.standard_normal((n, max(ds)))
        y = columns[:, 0] + sigma * rng.standard_normal(n)  # the weights are e_1
        for k, d in enumerate(ds):
            X = columns[:, :d]
            w = np.linalg.lstsq(X, y, rcond=None)[0]
            train[k, r] = np.mean((X @ w - y) ** 2)
            test[k, r] = np.sum((w - np.eye(d)[0]) ** 2)
    return train, test
