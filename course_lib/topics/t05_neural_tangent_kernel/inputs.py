"""The checks with which every reference function begins."""

import math
from operator import index

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

SYMMETRY = 1e-10
"""Largest asymmetry of a kernel matrix, relative to its largest entry."""


def finite(value: ArrayLike, name: str, ndim: int) -> Array:
    """Return `value` as a fresh nonempty float64 array of finite numbers with `ndim` axes."""
    out = np.array(value, dtype=np.float64)
    if out.ndim != ndim or out.size == 0:
        raise ValueError(f"{name} must have {ndim} axes and entries; got {out.shape}")
    if not np.isfinite(out).all():
        raise ValueError(f"{name} must be finite")
    return out


def points(X: ArrayLike, Z: ArrayLike) -> tuple[Array, Array]:
    """Return two batches of points with the same number of features."""
    x, z = finite(X, "X", 2), finite(Z, "Z", 2)
    if x.shape[1] != z.shape[1]:
        raise ValueError(f"X and Z must have the same features; got {x.shape}, {z.shape}")
    return x, z


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


def require_nonnegative(**values: float) -> None:
    """Refuse what is not a finite number >= 0."""
    for name, x in values.items():
        if not (math.isfinite(x) and x >= 0):
            raise ValueError(f"{name} must be finite and nonnegative; got {x}")


def require_positive(**values: float) -> None:
    """Refuse what is not a finite number > 0."""
    for name, x in values.items():
        if not (math.isfinite(x) and x > 0):
            raise ValueError(f"{name} must be finite and positive; got {x}")


def count(name: str, value: int, least: int = 0) -> int:
    """Return `value` as an int; refuse what is no integer (TypeError) or below `least`."""
    n = index(value)
    if n < least:
        raise ValueError(f"{name} must be at least {least}; got {n}")
    return n
