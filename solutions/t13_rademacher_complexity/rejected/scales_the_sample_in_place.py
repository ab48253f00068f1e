"""Multiplies the caller's sample by B."""

FAILS = {
    "test_rademacher_linear_leaves_the_sample_unchanged",
}

# %%
import itertools
import math

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


# %% rademacher_linear
def rademacher_linear(X, B, p):
    n, d = matrix(X).shape
    require(n <= 14, "2^n signs are too many")
    require(p in (1, 2), "p is 1 or 2")
    require(0 <= B < math.inf, "need 0 <= B < infinity")
    X *= B
    sums = signs(n) @ X
    if p == 2:
        return np.linalg.norm(sums, axis=1).mean() / n, np.linalg.norm(X) / n
    upper = np.linalg.norm(X, axis=0).max() * np.sqrt(2 * np.log(2 * d))
    return np.abs(sums).max(axis=1).mean() / n, upper / n
