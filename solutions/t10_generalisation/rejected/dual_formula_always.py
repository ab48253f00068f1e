"""Solves with X X^T, whatever the shape is, and gives up where it is singular."""

FAILS = {
    "test_deficient_rank_gives_the_solution_of_smallest_norm",
    "test_least_squares_leaves_the_sample_unchanged",
    "test_more_points_than_unknowns_give_the_least_squares_solution",
    "test_solution_is_the_limit_of_ridge_regression",
    "test_the_scale_of_the_points_does_not_matter",
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
    require(np.linalg.cond(X @ X.T) < 1e12, "a singular matrix")
    return X.T @ np.linalg.solve(X @ X.T, y)


def ols_risk(n, d, sigma, beta_norm):
    require(n >= 1 and d >= 1, "need n, d >= 1")
    require(0 < sigma < math.inf, "need 0 < sigma < infinity")
    require(0 <= beta_norm < math.inf, "need 0 <= beta_norm < infinity")
    if abs(n - d) <= 1:
        return math.inf
    hidden = max(0, 1 - n / d)  # the part of β orthogonal to all points
    noise = min(n, d) / (abs(n - d) - 1)
    return beta_norm**2 * hidden + sigma**2 * noise
