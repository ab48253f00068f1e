"""Scales the points to length 1 at most in the caller's array."""

FAILS = {
    "test_loo_error_leaves_the_sample_unchanged",
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
    labelled(X, y)
    scale = np.abs(X).max() or 1.0
    X /= scale
    lam = lam / scale**2
    require(0 <= lam < math.inf, "need 0 <= lam < infinity")
    U, s, _ = np.linalg.svd(X, full_matrices=False)
    s[s < 1e-10 * s[0]] = 0  # directions that X does not have
    filtered = np.divide(s**2, s**2 + lam, out=np.zeros_like(s), where=s > 0)
    H = (U * filtered) @ U.T
    free = 1 - np.diag(H)
    if lam == 0:
        require((free > 1e-6).all(), "a point is alone in its direction")
    return np.mean(((y - H @ y) / free) ** 2)
