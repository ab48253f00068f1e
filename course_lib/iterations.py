"""What iterative methods check: where they start, how long they run, what the oracle answers."""

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course_lib.inputs import Array


def start(x0: ArrayLike, name: str = "x0") -> Array:
    """Return a fresh start of shape (d,), d >= 1; ValueError for another shape, NaN, infinity."""
    x = np.array(x0, dtype=np.float64)
    if x.ndim != 1 or x.size == 0 or not np.isfinite(x).all():
        raise ValueError(
            f"need {name} finite, of shape (d,) with d >= 1; got shape {x.shape}"
        )
    return x


def count(value: Any, name: str, *, least: int) -> int:
    """Return a number of steps; ValueError if it is no integer or below `least`."""
    try:
        n = operator.index(value)
    except TypeError:
        raise ValueError(f"need an integer {name}; got {value!r}") from None
    if n < least:
        raise ValueError(f"need {name} >= {least}; got {n}")
    return n


def require_fraction(**values: float) -> None:
    """Refuse, with ValueError, what is not in [0, 1)."""
    for name, x in values.items():
        if not 0 <= x < 1:
            raise ValueError(f"need 0 <= {name} < 1; got {x}")


def ask(grad: Callable[[Array], Any], x: Array) -> Array:
    """Return what an oracle answers at a copy of x; ValueError unless finite, shaped as x."""
    g = np.array(grad(x.copy()), dtype=np.float64)
    if g.shape != x.shape or not np.isfinite(g).all():
        raise ValueError(f"the oracle must answer finite numbers of shape {x.shape}")
    return g
