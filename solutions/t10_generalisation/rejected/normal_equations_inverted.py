"""Inverts X^T X + λI, and refuses where it is singular."""

FAILS = {
    "test_deficient_rank_without_a_penalty_is_no_obstacle",
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
    gram = X.T @ X + lam * np.eye(X.shape[1])
    require(np.linalg.cond(gram) < 1e14, "a singular matrix")
    H = X @ np.linalg.inv(gram) @ X.T
    free = 1 - np.diag(H)
    if lam == 0:
        require((free > 1e-6).all(), "a point is alone in its direction")
    return np.mean(((y - H @ y) / free) ** 2)
