"""Gives a perceptron ten steps to find out whether a labeling is possible."""

FAILS = {
    "test_a_thin_triangle_is_shattered_and_a_flat_one_is_not",
    "test_eight_points_are_not_too_many",
    "test_points_in_general_position_have_covers_count",
}

# %%
import itertools

import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def matrix(M):
    M = np.array(M, dtype=float)
    require(M.ndim == 2 and M.size > 0, "need a matrix with at least one entry")
    require(np.isfinite(M).all(), "need finite entries")
    return M


# %% count_dichotomies
def separable(X, y):
    signed = y[:, None] * X / np.linalg.norm(X, axis=1, keepdims=True)
    w = np.zeros(X.shape[1])
    for _ in range(10):
        wrong = np.flatnonzero(signed @ w <= 0)
        if len(wrong) == 0:
            return True
        w = w + signed[wrong[0]]
    return False


def count_dichotomies(X):
    X = matrix(X)
    require(len(X) <= 8, "too many points")
    if not X.any(axis=1).all():
        return 0
    labelings = itertools.product((1.0, -1.0), repeat=len(X) - 1)
    return 2 * sum(separable(X, np.array([1.0, *y])) for y in labelings)


def is_shattered(X):
    X = matrix(X)
    require(len(X) <= 8, "too many points")
    return np.linalg.matrix_rank(X[1:] - X[0]) == len(X) - 1
