"""Returns the largest finite number near the peak."""

FAILS = {
    "test_risk_at_the_peak_is_infinite",
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


# %% min_norm_ls
def min_norm_ls(X, y):
    X, y = labelled(X, y)
    return np.linalg.lstsq(X, y, rcond=1e-9)[0]


def ols_risk(n, d, sigma, beta_norm):
    require(n >= 1 and d >= 1, "need n, d >= 1")
    require(0 < sigma < math.inf, "need 0 < sigma < infinity")
    require(0 <= beta_norm < math.inf, "need 0 <= beta_norm < infinity")
    if abs(n - d) <= 1:
        return 1e308
    hidden = max(0, 1 - n / d)  # the part of β orthogonal to all points
    noise = min(n, d) / (abs(n - d) - 1)
    return beta_norm**2 * hidden + sigma**2 * noise
