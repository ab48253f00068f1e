"""Ignores the argument center."""

FAILS = {
    "test_a_row_written_twice_counts_once",
    "test_centred_bound_does_not_see_translations",
    "test_with_center_the_norms_are_distances_from_the_mean_row",
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
    A = np.unique(matrix(A), axis=0)  # a class is a set
    N, n = A.shape
    return np.linalg.norm(A, axis=1).max() * np.sqrt(2 * np.log(N)) / n
