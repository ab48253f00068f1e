"""Uses Cover's formula for points in any position."""

FAILS = {
    "test_a_thin_triangle_is_shattered_and_a_flat_one_is_not",
    "test_a_zero_row_leaves_no_dichotomy",
    "test_parallel_rows_flips_and_scales_change_nothing",
    "test_points_are_shattered_if_and_only_if_they_are_affinely_independent",
    "test_points_in_special_position_have_fewer_dichotomies",
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


# %% count_dichotomies
def count_dichotomies(X):
    X = matrix(X)
    n, d = X.shape
    require(n <= 8, "too many points")
    return 2 * sum(math.comb(n - 1, k) for k in range(d))


def is_shattered(X):
    X = matrix(X)
    n, d = X.shape
    require(n <= 8, "too many points")
    return n <= d + 1
