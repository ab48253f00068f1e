r"""Piecewise linear functions of one variable as ReLU nets, their distance, their rates."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_lib.nets import Net, relu_net, widths

Array = NDArray[np.float64]


def table(x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """Return knots and values as float64 vectors (m,), m >= 2.

    Raises:
        ValueError: not two finite vectors of one length m >= 2, or x not strictly increasing.
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if x.ndim != 1 or x.shape != y.shape or x.size < 2:
        raise ValueError(
            f"need knots and values of shape (m,), m >= 2; got {x.shape}, {y.shape}"
        )
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("knots and values must be finite")
    if not (np.diff(x) > 0).all():
        raise ValueError("knots must be strictly increasing")
    return x, y


def jumps(x: ArrayLike, y: ArrayLike) -> Array:
    """Return $a_0 = s_0$, $a_k = s_k - s_{k-1}$, shape (m - 1,), of the slopes s of a table."""
    x, y = table(x, y)
    return np.diff(np.diff(y) / np.diff(x), prepend=0.0)


def interpolate(x: ArrayLike, y: ArrayLike, t: ArrayLike) -> Array:
    """Return the piecewise linear interpolant of a table at the points t of its interval.

    In each cell the value is the weighted mean of two values, so that a steep cell does not
    spoil another one.
    """
    x, y = table(x, y)
    t = np.asarray(t, dtype=np.float64)
    k = np.clip(np.searchsorted(x, t, side="right") - 1, 0, x.size - 2)
    u = (t - x[k]) / (x[k + 1] - x[k])
    return np.asarray((1 - u) * y[k] + u * y[k + 1])


def relu_interpolant(x: ArrayLike, y: ArrayLike) -> Net:
    r"""Return a net with m - 1 hidden units that interpolates (x, y) linearly on [x_0, x_{m-1}].

    $$f(t) = y_0 + \sum_{k=0}^{m-2} a_k\,\mathrm{relu}(t - x_k), \quad a_0 = s_0,\
    a_k = s_k - s_{k-1},\ s_k = \frac{y_{k+1} - y_k}{x_{k+1} - x_k}.$$

    Args:
        x: knots, shape (m,), strictly increasing, m >= 2.
        y: values, shape (m,).

    Raises:
        ValueError: no such table (see `table`).
    """
    x, y = table(x, y)
    a = jumps(x, y)
    return [(np.ones((x.size - 1, 1)), -x[:-1]), (a[None, :], y[:1].copy())]


def one_hidden_layer(net: Net) -> Net:
    """Return `net` as float64 if it maps R to R through one hidden layer.

    Raises:
        ValueError: another number of layers, inputs or outputs, or an entry that is not finite.
    """
    m = widths(net)
    if len(m) != 3 or m[0] != 1 or m[2] != 1:
        raise ValueError(f"need one hidden layer, one input, one output; got widths {m}")
    out = [
        (np.asarray(W, dtype=np.float64), np.asarray(b, dtype=np.float64)) for W, b in net
    ]
    if not all(np.isfinite(W).all() and np.isfinite(b).all() for W, b in out):
        raise ValueError("weights must be finite")
    return out


def kinks(net: Net) -> Array:
    """Return the points -b_j / w_j where a unit with w_j != 0 switches, unordered."""
    (W, b), _ = net
    w = W[:, 0]
    return np.asarray(-b[w != 0] / w[w != 0])


def sup_distance(net: Net, x: ArrayLike, y: ArrayLike) -> float:
    r"""Return $\max |\mathrm{net}(t) - p(t)|$ over $[x_0, x_{m-1}]$, p the interpolant of (x, y).

    The difference is piecewise linear, so its absolute value is largest at a knot or at a kink
    of the net in the interval.

    Args:
        net: one hidden layer, one input, one output.
        x: knots, shape (m,), strictly increasing, m >= 2.
        y: values, shape (m,).

    Raises:
        ValueError: another kind of net, or no table.
    """
    net = one_hidden_layer(net)
    x, y = table(x, y)
    inner = kinks(net)
    t = np.concatenate([x, inner[(x[0] < inner) & (inner < x[-1])]])
    return float(np.abs(relu_net(net, t[:, None])[:, 0] - interpolate(x, y, t)).max())


def uat_rates(ns: Sequence[int]) -> Array:
    r"""Return sup errors of interpolation on n equal cells of [0, 1], shape (3, len(ns)).

    Rows: $\sin 2\pi t$, $|t - 1/3|$, $\sqrt t$. In closed form:

    * sine: in each cell the error is extremal where the derivative equals the slope;
    * kink at the fraction θ of its cell: $2\theta(1-\theta)h$, 4h/9 unless 3 divides n;
    * root: the first cell is the worst, $\sqrt h / 4$ at h/4.

    Raises:
        ValueError: not a non-empty sequence of integers n >= 1.
    """
    cells = np.asarray(ns)
    if cells.ndim != 1 or cells.size == 0 or cells.dtype.kind not in "iu":
        raise ValueError("ns must be a non-empty sequence of integers")
    if (cells < 1).any():
        raise ValueError("need at least one cell")
    errors = [
        (_sine_error(int(n)), _kink_error(int(n)), math.sqrt(1 / n) / 4) for n in cells
    ]
    return np.array(errors).T


def _sine_error(n: int) -> float:
    x = np.arange(n + 1) / n
    y = np.sin(2 * np.pi * x)
    slope = np.diff(y) * n
    t = np.arccos(np.clip(slope / (2 * np.pi), -1, 1)) / (2 * np.pi)
    worst = 0.0
    for point in (t, 1 - t):  # the two points of [0, 1] where the derivative is this slope
        inside = np.clip(point, x[:-1], x[1:])
        chord = y[:-1] + slope * (inside - x[:-1])
        worst = max(worst, float(np.abs(np.sin(2 * np.pi * inside) - chord).max()))
    return worst


def _kink_error(n: int) -> float:
    return 2 * (n % 3) * (3 - n % 3) / 9 / n
