"""Translates the class to its mean, which changes nothing, but does so in the caller's array."""

FAILS = {
    "test_rademacher_exact_leaves_the_class_unchanged",
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
    n = matrix(A).shape[1]
    require(n <= 14, "2^n signs are too many")
    if not absolute and isinstance(A, np.ndarray):
        A -= A.mean(axis=0)
    values = signs(n) @ np.transpose(A)
    if absolute:
        values = np.abs(values)
    return values.max(axis=1).mean() / n
