"""Checks neither the labels nor the parameters of the risk."""

FAILS = {
    "test_least_squares_and_its_risk_refuse_bad_input",
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


# %% min_norm_ls
def min_norm_ls(X, y):
    X, y = matrix(X), np.resize(y, len(X))
    return np.linalg.lstsq(X, y, rcond=1e-9)[0]


def ols_risk(n, d, sigma, beta_norm):
    if abs(n - d) <= 1:
        return math.inf
    hidden = max(0, 1 - n / d)  # the part of β orthogonal to all points
    noise = min(n, d) / (abs(n - d) - 1)
    return beta_norm**2 * hidden + sigma**2 * noise
