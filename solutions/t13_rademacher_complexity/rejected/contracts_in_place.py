"""Writes φ(A) into the caller's array."""

FAILS = {
    "test_contract_leaves_the_class_unchanged",
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


def rademacher_exact(A, absolute=False):
    A = matrix(A)
    n = A.shape[1]
    require(n <= 14, "2^n signs are too many")
    values = signs(n) @ A.T  # (2^n, N)
    if absolute:
        values = np.abs(values)
    return values.max(axis=1).mean() / n


# %% contract
def contract(A, phi, L):
    old = matrix(A)
    require(0 <= L < math.inf, "need 0 <= L < infinity")
    A[:] = phi(old)
    s, v = old.ravel(), A.ravel()
    steep = np.abs(v[:, None] - v) > L * np.abs(s[:, None] - s) + 1e-9
    require(not steep.any(), f"phi is not {L}-Lipschitz on the entries of A")
    return A


def contraction_holds(A, phi, L):
    right = L * rademacher_exact(A)
    return rademacher_exact(contract(np.array(A), phi, L)), right
