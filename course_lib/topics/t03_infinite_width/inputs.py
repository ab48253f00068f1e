"""The checks with which every reference function begins."""

import math
from operator import index

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

ROUNDING = 1e-10
"""Asymmetry and negative eigenvalues of a covariance, relative to max(1, trace)."""


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


def covariance(S: ArrayLike) -> Array:
    """Return a symmetric positive semidefinite (2, 2) matrix, up to `ROUNDING`."""
    s = finite(S, "S", 2)
    if s.shape != (2, 2):
        raise ValueError(f"S must be (2, 2); got {s.shape}")
    room = ROUNDING * max(1.0, abs(s[0, 0] + s[1, 1]))
    if abs(s[0, 1] - s[1, 0]) > room:
        raise ValueError("S must be symmetric")
    if np.linalg.eigvalsh(s)[0] < -room:
        raise ValueError("S must be positive semidefinite")
    return s


def require_nonnegative(**values: float) -> None:
    """Refuse what is not a finite number >= 0."""
    for name, x in values.items():
        if not (math.isfinite(x) and x >= 0):
            raise ValueError(f"{name} must be finite and nonnegative; got {x}")


def count(name: str, value: int, least: int) -> int:
    """Return `value` as an int; refuse what is no integer (TypeError) or below `least`."""
    n = index(value)
    if n < least:
        raise ValueError(f"{name} must be at least {least}; got {n}")
    return n
