"""Checks nothing."""

FAILS = {
    "test_massart_bound_refuses_what_is_no_class",
}

# %%
import numpy as np


# %% massart_bound
def massart_bound(A, center=False):
    A = np.unique(np.atleast_2d(np.array(A, dtype=float)), axis=0)  # a class is a set
    N, n = A.shape
    if center:
        A = A - A.mean(axis=0)
    return np.linalg.norm(A, axis=1).max() * np.sqrt(2 * np.log(N)) / n
