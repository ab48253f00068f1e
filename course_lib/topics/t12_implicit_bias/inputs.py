"""The checks of this topic alone; the others are in `course_lib.inputs`."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from course_lib.inputs import Array, finite


def system(X: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """Return a matrix (n_samples, d) and a right-hand side (n_samples,), in float64."""
    matrix, values = finite(X, "X", 2), finite(y, "y", 1)
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
    out = [finite(W, f"W_{k}", 2) for k, W in enumerate(Ws, start=1)]
    if not out:
        raise ValueError("a product needs at least one factor")
    for below, above in pairwise(out):
        if above.shape[1] != below.shape[0]:
            raise ValueError(f"shapes {above.shape} and {below.shape} do not fit together")
    return out
