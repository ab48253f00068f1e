"""Checks neither shape nor number nor finiteness."""

FAILS = {
    "test_dichotomies_of_bad_or_too_many_points_are_refused",
}

# %%
import numpy as np


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
    X = np.atleast_2d(X)
    return regions(X)


def is_shattered(X):
    X = np.atleast_2d(X)
    affine = np.column_stack([X, np.ones(len(X))])  # w·x + b = (w, b)·(x, 1)
    return count_dichotomies(affine) == 2 ** len(X)
