"""Refits n times, each time by least squares."""

FAILS = {
    "test_six_hundred_points_take_less_than_a_second",
}

# %%
import math

import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def matrix(M):
    M = np.array(M, dtype=float)
    require(M.ndim == 2 and M.size > 0, "need a matrix with at least one entry")
    require(np.isfinite(M).all(), "need finite entries")
    return M


def labelled(X, y):
    X, y = matrix(X), np.array(y, dtype=float)
    require(y.shape == (len(X),), "need one label for each point")
    require(np.isfinite(y).all(), "need finite labels")
    return X, y


# %% loo_error_ridge
def loo_error_ridge(X, y, lam):
    X, y = labelled(X, y)
    require(0 <= lam < math.inf, "need 0 <= lam < infinity")
    n, d = X.shape
    if lam == 0:
        require(np.diag(X @ np.linalg.pinv(X)).max() < 1 - 1e-6, "a leverage is 1")
    total = 0.0
    for i in range(n):
        rows = np.vstack([np.delete(X, i, axis=0), np.sqrt(lam) * np.eye(d)])
        target = np.append(np.delete(y, i), np.zeros(d))
        w = np.linalg.lstsq(rows, target, rcond=None)[0]
        total += (y[i] - X[i] @ w) ** 2
    return total / n
