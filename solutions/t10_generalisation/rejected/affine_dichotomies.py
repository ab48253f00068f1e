"""Counts dichotomies of affine half-spaces."""

FAILS = {
    "test_a_zero_row_leaves_no_dichotomy",
    "test_eight_points_are_not_too_many",
    "test_parallel_rows_flips_and_scales_change_nothing",
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
def regions(X):
    """Number of regions into which the hyperplanes w·x_i = 0 cut the space of all w.

    The last hyperplane cuts in two each region of the others that it meets, and it meets as many
    as the others cut out on it, where x_i acts through its projection on x_n^⊥.
    """
    if len(X) == 0:
        return 1
    lengths = np.linalg.norm(X, axis=1, keepdims=True)
    if (lengths < 1e-9).any():
        return 0
    X = X / lengths
    others, last = X[:-1], X[-1]
    return regions(others) + regions(others - np.outer(others @ last, last))


def count_dichotomies(X):
    X = matrix(X)
    require(len(X) <= 8, "too many points")
    return regions(np.column_stack([X, np.ones(len(X))]))


def is_shattered(X):
    X = matrix(X)
    return count_dichotomies(X) == 2 ** len(X)
