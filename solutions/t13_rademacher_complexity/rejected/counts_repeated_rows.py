"""Counts a function that is written twice as two functions."""

FAILS = {
    "test_a_row_written_twice_counts_once",
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
    A = matrix(A)
    N, n = A.shape
    if center:
        A = A - A.mean(axis=0)
    return np.linalg.norm(A, axis=1).max() * np.sqrt(2 * np.log(N)) / n
