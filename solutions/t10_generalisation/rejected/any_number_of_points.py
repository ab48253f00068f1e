"""Does not look at the number of points."""

FAILS = {
    "test_radon_partition_refuses_what_is_not_d_plus_two_points",
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
    # d + 1 equations for d + 2 unknowns: Σ a_i p_i = 0 and Σ a_i = 0 with a ≠ 0.
    a = np.linalg.svd(np.vstack([P.T, np.ones(n)]))[2][-1]
    positive = a > 0
    point = a[positive] @ P[positive] / a[positive].sum()
    return np.flatnonzero(positive), np.flatnonzero(~positive), point
