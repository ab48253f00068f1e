"""The checks of this topic alone; the others are in `course_lib.inputs`."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_lib.inputs import Array, finite


def labelled(X: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """Return points (n, d) and their labels (n,), every one -1 or 1, in float64."""
    points, labels = finite(X, "X", 2), finite(y, "y", 1)
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
