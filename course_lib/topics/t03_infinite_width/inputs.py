"""The checks of this topic alone; the others are in `course_lib.inputs`."""

import numpy as np
from numpy.typing import ArrayLike

from course_lib.inputs import Array, finite

ROUNDING = 1e-10
"""Asymmetry and negative eigenvalues of a covariance, relative to max(1, trace)."""


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
