"""Refuses eight points."""

FAILS = {
    "test_eight_points_are_not_too_many",
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
    require(len(X) <= 7, "too many points")
    return regions(X)


def is_shattered(X):
    X = matrix(X)
    affine = np.column_stack([X, np.ones(len(X))])  # w·x + b = (w, b)·(x, 1)
    return count_dichotomies(affine) == 2 ** len(X)
