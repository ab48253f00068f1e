"""The checks of this topic alone; the others are in `course_lib.inputs`."""

import numpy as np
from numpy.typing import ArrayLike

from course_lib.inputs import Array, finite


def sample(X: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """Return a finite sample, X of shape (n, d) and y of shape (n,), n, d >= 1."""
    x, t = finite(X, "X", 2), np.array(y, dtype=np.float64)
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
