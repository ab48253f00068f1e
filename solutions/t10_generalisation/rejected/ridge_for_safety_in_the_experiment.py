"""Adds 1e-3 to the diagonal, so that no matrix is singular."""

FAILS = {
    "test_training_error_vanishes_once_there_are_as_many_unknowns_as_points",
    "test_without_noise_only_the_hidden_part_of_the_weights_is_missed",
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
            w = np.linalg.solve(X.T @ X + 1e-3 * np.eye(d), X.T @ y)
            train[k, r] = np.mean((X @ w - y) ** 2)
            test[k, r] = np.sum((w - beta) ** 2)
    return train, test
