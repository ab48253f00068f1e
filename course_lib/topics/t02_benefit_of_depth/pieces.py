r"""Affine pieces of a ReLU net R -> R, in floating point.

On an interval on which no hidden unit of the first l layers switches, h_l is affine. Starting
from one cell, each layer cuts every cell at the zeros of its preactivations: m_l units cut it
into at most m_l + 1, hence at most $\prod_l (m_l + 1)$ pieces (Telgarsky 2015).
"""

import math
from collections.abc import Sequence

import numpy as np

from course_lib.nets import Layer, Net
from course_lib.topics.t02_benefit_of_depth.inputs import (
    Array,
    require_integer,
    require_interval,
    scalar_net,
)

SLOPE_CHANGE = 1e-9
"""A change of slope, relative to the largest slope, that is more than rounding."""

SHORTEST_CELL = 1e-11
"""Length of a cell, relative to the interval, below which it comes from rounding."""


def affine_breakpoints(net: Sequence[Layer], a: float, b: float) -> Array:
    r"""Return the points of (a, b) where the slope of the net changes, sorted.

    A change counts if it exceeds 1e-9 times the largest slope on (a, b).

    Args:
        net: a ReLU net R -> R.
        a: left end.
        b: right end, a < b.

    Returns:
        Array of shape (number of pieces - 1,).

    Raises:
        ValueError: a >= b; an end, weight or bias is not finite; the net is not R -> R.
    """
    layers = scalar_net(net)
    ends, slopes = _cells(layers, *require_interval(a, b))
    wide = np.diff(ends) > SHORTEST_CELL * (b - a)
    left, right, slope = ends[:-1][wide], ends[1:][wide], slopes[wide]
    changes = np.abs(np.diff(slope)) > SLOPE_CHANGE * np.abs(slope).max()
    out: Array = (0.5 * (right[:-1] + left[1:]))[changes]
    return out


def _cells(net: Net, a: float, b: float) -> tuple[Array, Array]:
    """Return ends (N+1,) of cells on which no unit switches, and the net's slopes (N,)."""
    ends = np.array([a, b])
    gain, shift = np.ones((1, 1)), np.zeros((1, 1))  # the hidden layer is gain * t + shift
    for W, c in net[:-1]:
        gain, shift = gain @ W.T, shift @ W.T + c
        with np.errstate(divide="ignore", invalid="ignore"):
            zeros = -shift / gain
        inside = (zeros > ends[:-1, None]) & (zeros < ends[1:, None])
        cut = np.union1d(ends, zeros[inside])
        middle = 0.5 * (cut[:-1] + cut[1:])
        parent = np.clip(np.searchsorted(ends, middle) - 1, 0, len(gain) - 1)
        gain, shift, ends = gain[parent], shift[parent], cut
        active = gain * middle[:, None] + shift > 0
        gain, shift = gain * active, shift * active
    return ends, (gain @ net[-1][0].T)[:, 0]


def piece_bound(units: Sequence[int]) -> int:
    """Return the product of m_l + 1 over the hidden layers: no net has more pieces."""
    return math.prod(require_integer("a width", m, 1) + 1 for m in units)
