"""Nets that are written down: the sawtooth, its sums, and the product made of squares."""

import numpy as np
from numpy.typing import ArrayLike

from course_lib.nets import Net
from course_lib.topics.t02_benefit_of_depth.inputs import Array, require_integer

TENT = np.array([2.0, -4.0])
"""Δ(x) = 2 relu(x) - 4 relu(x - 1/2) on [0, 1]."""


def tent_power_net(k: int) -> Net:
    r"""Return a net with k hidden layers of two units that is $Δ^k = Δ∘…∘Δ$ on [0, 1].

    $Δ^k(x) = Δ(\mathrm{frac}(2^{k-1} x))$: 2^k affine pieces, $Δ^k(j 2^{-k}) = j \bmod 2$. All
    weights are dyadic, so that floating point is exact at dyadic x.

    Raises:
        ValueError: k < 1. TypeError: k is no int.
    Source: Telgarsky 2016, composition of the triangle function.
    """
    require_integer("k", k, 1)
    kinks = np.array([0.0, -0.5])
    again = (np.vstack([TENT, TENT]), kinks)
    return [(np.ones((2, 1)), kinks), *[again] * (k - 1), (TENT[None, :], np.zeros(1))]


def square_net(m: int) -> Net:
    r"""Return a net of $f_m(x) = x - \sum_{s=1}^m 4^{-s} Δ^s(x)$ on [0, 1].

    f_m interpolates x² linearly at the points $j 2^{-m}$, so that $f_m - x^2$ lies in
    $[0, 4^{-(m+1)}]$ and attains both ends in every cell. There are m hidden layers: two units
    carry Δ^s, a third f_s, which the ReLU lets through because f_s >= x² >= 0.

    Raises:
        ValueError: m < 0. TypeError: m is no int.
    Source: Yarotsky 2017, Proposition 2.
    """
    require_integer("m", m, 0)
    if m == 0:
        return [(np.ones((1, 1)), np.zeros(1))]
    kinks = np.array([0.0, -0.5, 0.0])
    layers = [(np.ones((3, 1)), kinks)]
    for s in range(1, m):
        layers.append((np.vstack([[*TENT, 0.0], [*TENT, 0.0], _subtract(s)]), kinks))
    return [*layers, (_subtract(m)[None, :], np.zeros(1))]


def _subtract(s: int) -> Array:
    """Return the row that makes f_s of relu(Δ^(s-1)), relu(Δ^(s-1) - 1/2), f_(s-1)."""
    return np.array([*(-(0.25**s) * TENT), 1.0])


def square_interpolant(t: ArrayLike, m: int) -> Array:
    """Return f_m at `t` in [0, 1], any shape: t² plus θ(1 - θ)/4^m, θ = frac(2^m t)."""
    x = np.asarray(t, dtype=np.float64)
    θ = np.mod(np.ldexp(x, m), 1.0)
    out: Array = x**2 + np.ldexp(θ * (1.0 - θ), -2 * m)
    return out


def product_approx(x: ArrayLike, y: ArrayLike, m: int) -> Array:
    r"""Return $2[f_m(|x+y|/2) - f_m(|x|/2) - f_m(|y|/2)]$, broadcast over `x` and `y`.

    The error lies in $[-4^{-m}, 0]$, since $f_m - x^2$ has period $2^{-m}$ and is concave in each
    cell, hence subadditive; it is 0 where x or y is a multiple of 2^(1-m).

    Args:
        x: numbers in [-1, 1].
        y: numbers in [-1, 1], of a shape that broadcasts with that of `x`.
        m: m >= 0.

    Raises:
        ValueError: a number outside [-1, 1] or NaN; shapes that do not fit; m < 0.
    Source: Yarotsky 2017, Proposition 3.
    """
    return product_formulas(x, y, m)[0]


def product_formulas(x: ArrayLike, y: ArrayLike, m: int) -> tuple[Array, Array, Array]:
    r"""Return the three formulas for xy, by polarisation of the square; see `product_approx`.

    With s = |x+y|/2, d = |x-y|/2, u = |x|/2, v = |y|/2 and f = f_m they are
    2[f(s) - f(u) - f(v)], 2[f(u) + f(v) - f(d)] and f(s) - f(d). The first one is at most xy, the
    second one at least; the error of the third is at most $4^{-(m+1)}$.
    """
    require_integer("m", m, 0)
    p, q = np.broadcast_arrays(np.asarray(x, np.float64), np.asarray(y, np.float64))
    if not ((np.abs(p) <= 1).all() and (np.abs(q) <= 1).all()):  # refuses NaN too
        raise ValueError("x and y must lie in [-1, 1]")
    s, d, u, v = (square_interpolant(np.abs(t) / 2, m) for t in (p + q, p - q, p, q))
    return 2 * (s - u - v), 2 * (u + v - d), s - d
