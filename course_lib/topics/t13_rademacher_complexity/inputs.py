"""Signs, and the checks of this topic alone."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_lib.inputs import Array

MAX_N = 14
"""Largest n for which all 2^n signs are enumerated."""

BLOCK = 1 << 10
"""Sign vectors handled at once, so that memory stays small for large classes."""


def all_signs(n: int) -> Array:
    """Return all of {-1, 1}^n, shape (2^n, n)."""
    return _signs(np.arange(2**n), n)


def half_signs(n: int) -> Iterator[Array]:
    """Yield, in blocks, the 2^(n-1) sign vectors whose last entry is +1."""
    for start in range(0, 2 ** (n - 1), BLOCK):
        k = np.arange(start, min(start + BLOCK, 2 ** (n - 1)))
        yield _signs(k, n)


def _signs(k: NDArray[np.int_], n: int) -> Array:
    """Return the last n binary digits of each entry of `k` as signs, shape (len(k), n)."""
    return np.where(k[:, None] >> np.arange(n) & 1, -1.0, 1.0)


def vector(values: ArrayLike, name: str) -> Array:
    """Return a nonempty vector of finite numbers >= 0, as a fresh float64 array."""
    out = np.array(values, dtype=np.float64)
    if out.ndim != 1 or out.size == 0:
        raise ValueError(f"{name} must be a nonempty sequence of numbers; got {out.shape}")
    if not (np.isfinite(out) & (out >= 0)).all():
        raise ValueError(f"{name} must be finite and nonnegative")
    return out


def require_enumerable(n: int) -> None:
    """Refuse more points than can be enumerated."""
    if n > MAX_N:
        raise ValueError(f"2^n signs are enumerated: n <= {MAX_N}; got n = {n}")
