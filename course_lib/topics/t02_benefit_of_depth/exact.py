r"""The graph of a ReLU net R -> R in rational arithmetic: a certificate, no approximation.

Floats are rational, so the cells on which a net is affine, and its values at their ends, are
rational too and can be computed without rounding. Between two ends the net is affine: what is
read off this list holds on the whole interval, not at sampled points.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from course_lib.nets import Layer
from course_lib.topics.t02_benefit_of_depth.inputs import require_interval, scalar_net

Graph = list[tuple[Fraction, Fraction]]
"""Points (t, f(t)), sorted by t; f is affine between neighbours."""

MOST_ENDS = 4096


class TooManyPieces(ValueError):
    """The net has more cells than were allowed for."""


def exact_graph(
    net: Sequence[Layer], a: float = 0.0, b: float = 1.0, *, most: int = MOST_ENDS
) -> Graph:
    """Return (t, f(t)) at a, b and at every t in (a, b) where a hidden unit switches.

    Raises:
        ValueError: as `affine_breakpoints`. TooManyPieces: more than `most` points.
    """
    layers = scalar_net(net)
    a, b = require_interval(a, b)
    ends = [Fraction(a), Fraction(b)]
    rows = [[t] for t in ends]  # values of the layer at the ends
    for i, (W, c) in enumerate(layers):
        weights = [[(j, Fraction(w)) for j, w in enumerate(u) if w] for u in W.tolist()]
        biases = [Fraction(u) for u in c.tolist()]
        rows = [
            [sum((w * h[j] for j, w in u), v) for u, v in zip(weights, biases, strict=True)]
            for h in rows
        ]
        if i == len(layers) - 1:
            break
        ends, rows = _cut(ends, rows)
        if len(ends) > most:
            raise TooManyPieces(f"more than {most} points where a unit switches")
        rows = [[max(z, Fraction(0)) for z in row] for row in rows]
    return [(t, row[0]) for t, row in zip(ends, rows, strict=True)]


def _cut(
    ends: list[Fraction], rows: list[list[Fraction]]
) -> tuple[list[Fraction], list[list[Fraction]]]:
    """Add to the ends the zeros between them of each column, and the rows there."""
    out_ends, out_rows = [ends[0]], [rows[0]]
    for (s, t), (y, z) in zip(pairwise(ends), pairwise(rows), strict=True):
        inside = {p / (p - q) for p, q in zip(y, z, strict=True) if p * q < 0}
        for λ in sorted(inside):
            out_ends.append(s + λ * (t - s))
            out_rows.append([p + λ * (q - p) for p, q in zip(y, z, strict=True)])
        out_ends.append(t)
        out_rows.append(z)
    return out_ends, out_rows


def slopes(graph: Graph) -> list[Fraction]:
    """Return the slope between neighbours."""
    return [(z - y) / (t - s) for (s, y), (t, z) in pairwise(graph)]


def corners(graph: Graph) -> Graph:
    """Return the two ends of the graph and the points between them where the slope changes."""
    change = [p != q for p, q in pairwise(slopes(graph))]
    return [
        graph[0],
        *(point for point, c in zip(graph[1:-1], change, strict=True) if c),
        graph[-1],
    ]


def distance_from_square(graph: Graph) -> tuple[Fraction, Fraction]:
    """Return minimum and maximum of f(x) - x² over the whole interval.

    Between neighbours the difference is concave: least at an end, largest at an end or where
    its derivative, slope - 2x, is zero.
    """
    at_ends = [y - t * t for t, y in graph]
    inside = [
        y + g * (g / 2 - s) - (g / 2) ** 2
        for ((s, y), (t, _)), g in zip(pairwise(graph), slopes(graph), strict=True)
        if s < g / 2 < t
    ]
    return min(at_ends), max(at_ends + inside)
