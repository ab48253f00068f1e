"""Moves the first point to the origin in the caller's array."""

FAILS = {
    "test_radon_partition_leaves_the_points_unchanged",
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
    matrix(P)
    n, d = P.shape
    require(n == d + 2, "need d + 2 points in dimension d")
    start = P[0].copy()
    P -= start
    equations = np.vstack([P.T / (np.abs(P).max() or 1.0), np.ones(n)])
    a = np.linalg.svd(equations)[2][-1]
    positive = a > 0
    point = a[positive] @ P[positive] / a[positive].sum() + start
    return np.flatnonzero(positive), np.flatnonzero(~positive), point
