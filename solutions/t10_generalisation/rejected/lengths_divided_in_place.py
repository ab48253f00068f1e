"""Divides the rows by their lengths in the caller's array."""

FAILS = {
    "test_counting_leaves_the_points_unchanged",
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
    matrix(X)
    require(len(X) <= 8, "too many points")
    lengths = np.linalg.norm(X, axis=1, keepdims=True)
    X /= np.where(lengths > 0, lengths, 1)
    return regions(X)


def is_shattered(X):
    X = matrix(X)
    affine = np.column_stack([X, np.ones(len(X))])  # w·x + b = (w, b)·(x, 1)
    return count_dichotomies(affine) == 2 ** len(X)
