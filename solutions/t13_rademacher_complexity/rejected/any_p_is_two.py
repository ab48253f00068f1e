"""Treats every p other than 1 as 2, and a negative radius as any other."""

FAILS = {
    "test_rademacher_linear_refuses_bad_samples_radii_and_exponents",
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


# %% rademacher_linear
def rademacher_linear(X, B, p):
    X = matrix(X)
    n, d = X.shape
    require(n <= 14, "2^n signs are too many")
    sums = signs(n) @ X  # (2^n, d)
    if p != 1:
        norms = np.linalg.norm(sums, axis=1)
        upper = np.sqrt((X**2).sum())
    else:
        norms = np.abs(sums).max(axis=1)
        upper = np.linalg.norm(X, axis=0).max() * np.sqrt(2 * np.log(2 * d))
    return B * norms.mean() / n, B * upper / n
