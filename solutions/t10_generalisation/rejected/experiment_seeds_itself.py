"""Draws from a generator of its own."""

FAILS = {
    "test_repetitions_are_drawn_afresh_from_the_generator_that_is_given",
}

# %%
import numpy as np


# %% double_descent
def double_descent(n, ds, sigma, reps, rng):
    rng = np.random.default_rng(0)
    train, test = np.zeros((2, len(ds), reps))
    for k, d in enumerate(ds):
        for r in range(reps):
            beta = rng.standard_normal(d)
            beta /= np.linalg.norm(beta)
            X = rng.standard_normal((n, d))
            y = X @ beta + sigma * rng.standard_normal(n)
            w = np.linalg.lstsq(X, y, rcond=None)[0]
            train[k, r] = np.mean((X @ w - y) ** 2)
            test[k, r] = np.sum((w - beta) ** 2)
    return train, test
