"""Ignores the argument absolute."""

FAILS = {
    "test_absolute_values_are_the_same_as_adding_the_negatives",
    "test_with_absolute_the_maximum_is_that_of_the_absolute_values",
}

# %%
import itertools

import numpy as np


def signs(n):
    """All sign vectors, shape (2^n, n)."""
    return np.array(list(itertools.product((1.0, -1.0), repeat=n)))


def matrix(A):
    A = np.array(A, dtype=float)
    if A.ndim != 2 or A.size == 0 or not np.isfinite(A).all():
        raise ValueError("need a finite matrix with at least one entry")
    return A


def require(condition, message):
    if not condition:
        raise ValueError(message)


# %% rademacher_exact
def rademacher_exact(A, absolute=False):
    A = matrix(A)
    n = A.shape[1]
    require(n <= 14, "2^n signs are too many")
    values = signs(n) @ A.T  # (2^n, N)
    return values.max(axis=1).mean() / n
