"""Unpacks the signs from one byte, which holds no more than eight."""

FAILS = {
    "test_fourteen_points_are_not_too_many",
    "test_two_opposite_constant_vectors_give_the_mean_distance_of_a_random_walk",
}

# %%
import numpy as np


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
    byte = np.arange(2**n).astype(np.uint8)[:, None]
    bits = np.unpackbits(byte, axis=1, count=min(n, 8), bitorder="little")
    bits = np.pad(bits, ((0, 0), (0, n - bits.shape[1])))
    values = (1.0 - 2.0 * bits) @ A.T
    if absolute:
        values = np.abs(values)
    return values.max(axis=1).mean() / n
