"""The checks with which every reference function begins."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from course_lib.nets import Layer, Net, widths

Array = NDArray[np.float64]


def require_integer(name: str, value: int, least: int) -> int:
    """Return `value`; refuse what is no integer (a bool and a float are none) or below `least`."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise TypeError(f"{name} must be an int; got {value!r}")
    if value < least:
        raise ValueError(f"need {name} >= {least}; got {value}")
    return int(value)


def require_interval(a: float, b: float) -> tuple[float, float]:
    """Return the ends of an interval; refuse a >= b and ends that are not finite."""
    if not (math.isfinite(a) and math.isfinite(b) and a < b):
        raise ValueError(f"need finite a < b; got a = {a}, b = {b}")
    return float(a), float(b)


def scalar_net(net: Sequence[Layer]) -> Net:
    """Return a finite net R -> R as fresh float64 arrays."""
    m = widths(net)
    if m[0] != 1 or m[-1] != 1:
        raise ValueError(f"need one input and one output; got {m[0]} and {m[-1]}")
    out = [(np.array(W, dtype=np.float64), np.array(b, dtype=np.float64)) for W, b in net]
    if not all(np.isfinite(W).all() and np.isfinite(b).all() for W, b in out):
        raise ValueError("weights and biases must be finite")
    return out
