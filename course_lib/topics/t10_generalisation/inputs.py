"""The checks with which every reference function begins."""

import math
from operator import index

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def matrix(values: ArrayLike, name: str) -> Array:
    """Return a finite matrix with at least one entry, as a fresh float64 array."""
    out = np.array(values, dtype=np.float64)
    if out.ndim != 2 or out.size == 0:
        raise ValueError(f"{name} must be a matrix with entries; got shape {out.shape}")
    if not np.isfinite(out).all():
        raise ValueError(f"{name} must be finite")
    return out


def sample(X: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """Return a finite sample, X of shape (n, d) and y of shape (n,), n, d >= 1."""
    x, t = matrix(X, "X"), np.array(y, dtype=np.float64)
    if t.shape != x.shape[:1]:
        raise ValueError(f"y must have shape ({len(x)},), as X has {len(x)} rows")
    if not np.isfinite(t).all():
        raise ValueError("y must be finite")
    return x, t


def require_open_unit(**values: float) -> None:
    """Refuse what is not strictly between 0 and 1."""
    for name, x in values.items():
        if not 0 < x < 1:
            raise ValueError(f"{name} must be strictly between 0 and 1; got {x}")


def require_nonnegative(**values: float) -> None:
    """Refuse what is not a finite number >= 0."""
    for name, x in values.items():
        if not (math.isfinite(x) and x >= 0):
            raise ValueError(f"{name} must be finite and nonnegative; got {x}")


def require_count(name: str, value: int) -> int:
    """Return `value` as an int; refuse what is no integer (TypeError) or below 1."""
    n = index(value)
    if n < 1:
        raise ValueError(f"{name} must be at least 1; got {n}")
    return n
