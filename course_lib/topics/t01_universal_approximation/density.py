r"""Density in several variables: boxes by two layers, and what one layer spans."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_lib.nets import Net

Array = NDArray[np.float64]


def box_bump(lo: ArrayLike, hi: ArrayLike, delta: float) -> Net:
    r"""Return a net with two hidden layers that is 1 on $\prod[lo_i, hi_i]$ and 0 at distance δ.

    $$\mathrm{relu}\Big(\sum_i g_i(x_i) - (d - 1)\Big), \quad g_i(t) = \tfrac1\delta\big[
    r(t - lo_i + \delta) - r(t - lo_i) - r(t - hi_i) + r(t - hi_i - \delta)\big]$$

    with r = relu: g_i is a trapezoid with values in [0, 1], so the sum exceeds d - 1 only where
    all are positive. 4d + 1 hidden units. (Telgarsky, box functions.)

    Args:
        lo: lower corner, shape (d,), d >= 1.
        hi: upper corner, shape (d,), lo <= hi.
        delta: width of the collar, delta > 0; the net is 0 outside
            $\prod(lo_i - \delta, hi_i + \delta)$ and between 0 and 1 everywhere.

    Raises:
        ValueError: corners that are not finite vectors of one length, hi < lo, or delta <= 0.
    """
    lo, hi = np.asarray(lo, dtype=np.float64), np.asarray(hi, dtype=np.float64)
    if lo.ndim != 1 or lo.shape != hi.shape or lo.size == 0:
        raise ValueError(f"need corners of shape (d,), d >= 1; got {lo.shape}, {hi.shape}")
    if not (np.isfinite(lo).all() and np.isfinite(hi).all()) or (hi < lo).any():
        raise ValueError("corners must be finite, lo <= hi")
    if not (math.isfinite(delta) and delta > 0):
        raise ValueError(f"delta must be positive; got {delta}")
    d = lo.size
    W = np.repeat(np.eye(d), 4, axis=0)
    b = np.column_stack([delta - lo, -lo, -hi, -hi - delta]).ravel()
    trapezoids = np.tile([1.0, -1.0, -1.0, 1.0], d)[None, :] / delta
    return [(W, b), (trapezoids, np.array([1.0 - d])), (np.ones((1, 1)), np.zeros(1))]


def features(
    sigma: Callable[[Array], ArrayLike], W: ArrayLike, b: ArrayLike, X: ArrayLike
) -> Array:
    r"""Return $\Phi_{ij} = \sigma(w_j \cdot x_i + b_j)$, shape (n, m).

    Args:
        sigma: elementwise on arrays.
        W: weights, shape (m, d).
        b: biases, shape (m,).
        X: points, shape (n, d).

    Raises:
        ValueError: shapes that do not fit, no unit, no point, no coordinate, or not finite.
    """
    W, b, X = (np.asarray(a, dtype=np.float64) for a in (W, b, X))
    if W.ndim != 2 or X.ndim != 2 or W.shape[1] != X.shape[1] or b.shape != W.shape[:1]:
        raise ValueError(
            f"need W (m, d), b (m,), X (n, d); got {W.shape}, {b.shape}, {X.shape}"
        )
    if W.size == 0 or X.size == 0:
        raise ValueError("need at least one unit, one point and one coordinate")
    if not all(np.isfinite(a).all() for a in (W, b, X)):
        raise ValueError("weights, biases and points must be finite")
    return np.asarray(sigma(X @ W.T + b), dtype=np.float64)


def feature_rank(
    sigma: Callable[[Array], ArrayLike],
    W: ArrayLike,
    b: ArrayLike,
    X: ArrayLike,
    rtol: float = 1e-9,
) -> int:
    r"""Return the rank of Φ: how many singular values exceed rtol times the largest.

    For $\sigma(t) = t^k$ every feature is a polynomial of degree at most k in d variables, so
    the rank is at most $\binom{d+k}{k}$ whatever the number of units, with equality for generic
    weights and points: polynomials are not universal (Leshno et al. 1993, the easy half).

    Raises:
        ValueError: see `features`; or rtol outside [0, 1).
    """
    if not 0 <= rtol < 1:
        raise ValueError(f"rtol must lie in [0, 1); got {rtol}")
    s = np.linalg.svd(features(sigma, W, b, X), compute_uv=False)
    return int((s > rtol * s[0]).sum())


def monomial_net(dk: float, k: int, h: float, b0: float) -> tuple[Array, Array, Array]:
    r"""Return (w, b, a), each (k + 1,), with $\sum_j a_j\sigma(w_j x + b_j) = x^k + O(h^2)$.

    The k-th symmetric difference quotient in w at 0 of $\sigma(wx + b_0)$, whose k-th derivative
    is $x^k \sigma^{(k)}(b_0)$:

    $$w_j = (j - \tfrac k2)h, \quad b_j = b_0, \quad
    a_j = (-1)^{k-j}\binom kj \Big/ \big(h^k \sigma^{(k)}(b_0)\big).$$

    The error is $\frac{k}{24} h^2 x^{k+2}\sigma^{(k+2)}(b_0)/\sigma^{(k)}(b_0) + O(h^4)$,
    uniformly for x in [-1, 1].

    Args:
        dk: the derivative $\sigma^{(k)}(b_0)$, not 0.
        k: degree, an integer >= 0; k = 0 gives the constant 1 through one unit.
        h: step, h > 0.
        b0: the bias where σ is differentiated.

    Raises:
        ValueError: dk = 0, h <= 0, k < 0 or not an integer, a number that is not finite.
    """
    if k < 0 or k != int(k):
        raise ValueError(f"k must be an integer >= 0; got {k}")
    if not (math.isfinite(dk) and math.isfinite(h) and math.isfinite(b0)):
        raise ValueError("dk, h and b0 must be finite")
    if dk == 0 or h <= 0:
        raise ValueError(f"need dk != 0 and h > 0; got {dk} and {h}")
    j = np.arange(k + 1.0)
    a = np.array([(-1) ** (k - i) * math.comb(k, i) for i in range(k + 1)]) / (h**k * dk)
    return (j - k / 2) * h, np.full(k + 1, float(b0)), a
