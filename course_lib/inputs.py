"""The checks with which reference functions begin: whole arrays in, or ValueError."""

import math
from operator import index

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def finite(value: ArrayLike, name: str, ndim: int) -> Array:
    """Return `value` as a fresh float64 array of finite numbers, `ndim` axes, one entry or more.

    Raises:
        ValueError: another number of axes, no entries, NaN or infinity.
    """
    out = np.array(value, dtype=np.float64)
    if out.ndim != ndim or out.size == 0:
        raise ValueError(
            f"{name} must be an array with {ndim} axes and entries; got shape {out.shape}"
        )
    if not np.isfinite(out).all():
        raise ValueError(f"{name} must be finite")
    return out


def points(X: ArrayLike, Z: ArrayLike) -> tuple[Array, Array]:
    """Return two batches of points, (n, d) and (k, d), with the same number d of features.

    Raises:
        ValueError: as for `finite`, or the batches have different numbers of features.
    """
    x, z = finite(X, "X", 2), finite(Z, "Z", 2)
    if x.shape[1] != z.shape[1]:
        raise ValueError(f"X and Z must have the same features; got {x.shape}, {z.shape}")
    return x, z


def require_count(name: str, value: int, least: int) -> int:
    """Return `value` as an int; refuse what is no integer (TypeError) or below `least`."""
    n = index(value)
    if n < least:
        raise ValueError(f"need {name} >= {least}; got {n}")
    return n


def require_nonnegative(**values: float) -> None:
    """Refuse, with ValueError, what is not a finite number >= 0."""
    for name, x in values.items():
        if not (math.isfinite(x) and x >= 0):
            raise ValueError(f"{name} must be finite and nonnegative; got {x}")


def require_positive(**values: float) -> None:
    """Refuse, with ValueError, what is not a finite number > 0."""
    for name, x in values.items():
        if not (math.isfinite(x) and x > 0):
            raise ValueError(f"need a finite {name} > 0; got {x}")
