"""Leaves the default bounds of linprog: w >= 0."""

FAILS = {
    "test_a_thin_triangle_is_shattered_and_a_flat_one_is_not",
    "test_a_zero_row_leaves_no_dichotomy",
    "test_eight_points_are_not_too_many",
    "test_parallel_rows_flips_and_scales_change_nothing",
    "test_points_are_shattered_if_and_only_if_they_are_affinely_independent",
    "test_points_in_general_position_have_covers_count",
    "test_points_in_special_position_have_fewer_dichotomies",
}

# %%
import itertools

import numpy as np
from scipy.optimize import linprog


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
    program = linprog(np.zeros(X.shape[1]), A_ub=-y[:, None] * X, b_ub=-np.ones(len(X)))
    return program.status == 0


def count_dichotomies(X):
    X = matrix(X)
    require(len(X) <= 8, "too many points")
    labelings = itertools.product((1.0, -1.0), repeat=len(X))
    return sum(separable(X, np.array(y)) for y in labelings)


def is_shattered(X):
    X = matrix(X)
    return count_dichotomies(np.column_stack([X, np.ones(len(X))])) == 2 ** len(X)
