"""Draws sixty directions w and counts the labelings that it meets."""

FAILS = {
    "test_a_thin_triangle_is_shattered_and_a_flat_one_is_not",
    "test_eight_points_are_not_too_many",
    "test_points_in_general_position_have_covers_count",
    "test_points_in_special_position_have_fewer_dichotomies",
}

# %%
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
    require(len(X) <= 8, "too many points")
    rng = np.random.default_rng(0)
    values = rng.standard_normal((60, X.shape[1])) @ X.T
    return len({tuple(row) for row in np.sign(values) if row.all()})


def is_shattered(X):
    X = matrix(X)
    require(len(X) <= 8, "too many points")
    return np.linalg.matrix_rank(X[1:] - X[0]) == len(X) - 1
