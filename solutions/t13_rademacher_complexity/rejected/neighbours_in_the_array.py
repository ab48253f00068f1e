"""Compares entries that are neighbours in the array, not on the line."""

FAILS = {
    "test_a_jump_between_entries_of_different_rows_and_columns_is_refused",
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
    A = matrix(A)
    require(0 <= L < math.inf, "need 0 <= L < infinity")
    image = np.asarray(phi(A), dtype=float)
    rise, run = np.abs(np.diff(image.ravel())), np.abs(np.diff(A.ravel()))
    require((rise <= L * run + 1e-9).all(), f"phi is not {L}-Lipschitz on the entries of A")
    return image


def contraction_holds(A, phi, L):
    return rademacher_exact(contract(A, phi, L)), L * rademacher_exact(A)
