"""Forgets to divide the coefficients by their sum."""

FAILS = {
    "test_far_away_and_tiny_points_have_a_partition",
    "test_many_dimensions_are_possible",
    "test_points_in_special_position_have_a_partition_too",
    "test_the_point_lies_in_the_convex_hulls_of_both_parts",
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


# %% radon_partition
def radon_partition(P):
    P = matrix(P)
    n, d = P.shape
    require(n == d + 2, "need d + 2 points in dimension d")
    # d + 1 equations for d + 2 unknowns: Σ a_i p_i = 0 and Σ a_i = 0 with a ≠ 0.
    a = np.linalg.svd(np.vstack([P.T, np.ones(n)]))[2][-1]
    positive = a > 0
    point = a[positive] @ P[positive]
    return np.flatnonzero(positive), np.flatnonzero(~positive), point
