"""The checks with which every reference function begins."""

import math
from collections.abc import Sequence
from itertools import pairwise
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


def system(X: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """Return a matrix (n_samples, d) and a right-hand side (n_samples,), in float64."""
    matrix, values = floats(X, "X", 2), floats(y, "y", 1)
    if len(values) != len(matrix):
        raise ValueError(f"{len(matrix)} rows of X need as many values; got {len(values)}")
    return matrix, values


def signed_points(X: ArrayLike, y: ArrayLike) -> Array:
    """Return the points $y_i x_i$, shape (n_samples, d); labels are -1 or 1."""
    points, labels = system(X, y)
    if not (np.abs(labels) == 1).all():
        raise ValueError("labels must be -1 or 1")
    return points * labels[:, None]


def factors(Ws: Sequence[ArrayLike]) -> list[Array]:
    """Return fresh matrices $W_1, …, W_L$, L >= 1, that can be multiplied as W_L ⋯ W_1."""
    out = [floats(W, f"W_{k}", 2) for k, W in enumerate(Ws, start=1)]
    if not out:
        raise ValueError("a product needs at least one factor")
    for below, above in pairwise(out):
        if above.shape[1] != below.shape[0]:
            raise ValueError(f"shapes {above.shape} and {below.shape} do not fit together")
    return out


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
