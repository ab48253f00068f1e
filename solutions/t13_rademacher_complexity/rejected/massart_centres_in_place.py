"""Centres the caller's array."""

FAILS = {
    "test_massart_bound_leaves_the_class_unchanged",
}

# %%
import numpy as np


def matrix(A):
    A = np.array(A, dtype=float)
    if A.ndim != 2 or A.size == 0 or not np.isfinite(A).all():
        raise ValueError("need a finite matrix with at least one entry")
    return A


# %% massart_bound
def massart_bound(A, center=False):
    distinct = np.unique(matrix(A), axis=0)
    N, n = distinct.shape
    if center:
        A -= distinct.mean(axis=0)
    return np.linalg.norm(A, axis=1).max() * np.sqrt(2 * np.log(N)) / n
