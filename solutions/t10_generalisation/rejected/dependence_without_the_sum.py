"""Solves Σa_i p_i = 0 only, without Σa_i = 0."""

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
    a = np.linalg.svd(P.T)[2][-1]
    positive = a > 0
    point = a[positive] @ P[positive] / a[positive].sum()
    return np.flatnonzero(positive), np.flatnonzero(~positive), point
