"""The checks of this topic alone; the others are in `course_lib.inputs`."""

import numpy as np
from numpy.typing import ArrayLike

from course_lib.inputs import Array, finite

SYMMETRY = 1e-10
"""Largest asymmetry of a kernel matrix, relative to its largest entry."""


def symmetric(K: ArrayLike) -> Array:
    """Return a symmetric matrix; rounding up to `SYMMETRY` is averaged away."""
    k = finite(K, "K", 2)
    if k.shape[0] != k.shape[1]:
        raise ValueError(f"K must be square; got {k.shape}")
    if np.abs(k - k.T).max() > SYMMETRY * np.abs(k).max():
        raise ValueError("K must be symmetric")
    return (k + k.T) / 2


def vector(value: ArrayLike, name: str, n: int) -> Array:
    """Return a vector of n finite numbers."""
    out = finite(value, name, 1)
    if len(out) != n:
        raise ValueError(f"{name} must have {n} entries; got {len(out)}")
    return out
