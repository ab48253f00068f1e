"""The checks with which every reference function begins."""

import math
from operator import index

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def floats(value: ArrayLike, name: str, ndim: int) -> Array:
    """Return a finite array with `ndim` axes and at least one entry, fresh, in float64."""
    out = np.array(value, dtype=np.float64)
    if out.ndim != ndim or out.size == 0:
        raise ValueError(
            f"{name} must have {ndim} axes and at least one entry; got shape {out.shape}"
        )
    if not np.isfinite(out).all():
        raise ValueError(f"{name} must be finite")
    return out


def labelled(X: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """Return points (n, d) and their labels (n,), every one -1 or 1, in float64."""
    points, labels = floats(X, "X", 2), floats(y, "y", 1)
    if len(labels) != len(points):
        raise ValueError(f"{len(points)} points need as many labels; got {len(labels)}")
    if not (np.abs(labels) == 1).all():
        raise ValueError("labels must be -1 or 1")
    return points, labels


def classes(y: ArrayLike, n: int, c: int) -> NDArray[np.int64]:
    """Return n class labels out of 0, …, c - 1."""
    out = np.asarray(y)
    if out.shape != (n,) or out.dtype.kind not in "iu":
        raise ValueError(f"need y: {n} integer labels; got {out.dtype} of {out.shape}")
    if (out < 0).any() or (out >= c).any():
        raise ValueError(f"labels must lie in 0..{c - 1}")
    return out.astype(np.int64)


def require_count(name: str, value: int, least: int) -> int:
    """Return `value` as an int; refuse what is no integer (TypeError) or below `least`."""
    n = index(value)
    if n < least:
        raise ValueError(f"need {name} >= {least}; got {n}")
    return n


def require_positive(name: str, value: float) -> float:
    """Return `value` as a float; refuse what is not finite and positive."""
    if not (math.isfinite(value) and value > 0):
        raise ValueError(f"{name} must be finite and positive; got {value}")
    return float(value)
