"""Tangent kernels: of a finite shallow net, and of infinitely wide nets of any depth."""

import numpy as np
from numpy.typing import ArrayLike

from course_lib.inputs import Array, finite, points
from course_lib.kernels import relu_layers


def empirical_ntk(
    a: ArrayLike, W: ArrayLike, X: ArrayLike, Z: ArrayLike, slope: float = 0.0
) -> Array:
    r"""Return the tangent kernel of $f(x) = m^{-1/2}\sum_k a_k\,\mathrm{relu}(w_k·x)$, (n, k).

    $$Θ(x, z) = \frac1m \sum_k \bigl[\mathrm{relu}(w_k·x)\,\mathrm{relu}(w_k·z)
        + a_k^2\, s(w_k·x)\, s(w_k·z)\; x·z\bigr], \qquad s = \mathrm{relu}'.$$

    Args:
        a: outer weights, shape (m,), m >= 1.
        W: inner weights, shape (m, d), d >= 1.
        X: points, shape (n, d).
        Z: points, shape (k, d).
        slope: relu'(0).

    Raises:
        ValueError: wrong shapes, an empty array, NaN or an infinite entry.
    """
    x, z = points(X, Z)
    outer, inner = finite(a, "a", 1), finite(W, "W", 2)
    if inner.shape != (len(outer), x.shape[1]):
        raise ValueError(f"need W {(len(outer), x.shape[1])}; got {inner.shape}")
    u, v = inner @ x.T, inner @ z.T
    du, dv = np.heaviside(u, slope), np.heaviside(v, slope)
    by_outer = (u * (u > 0)).T @ (v * (v > 0))
    by_inner = (x @ z.T) * np.einsum("m,mi,mj->ij", outer**2, du, dv)
    return np.asarray((by_outer + by_inner) / len(outer))


def ntk(X: ArrayLike, Z: ArrayLike, depth: int, sigma_w: float, sigma_b: float) -> Array:
    r"""Return the tangent kernel $Θ^L$ of an infinitely wide ReLU net, shape (n, k).

    $$K^0 = Θ^0 = σ_b^2 + σ_w^2 X Z^\top/d, \qquad K^{l+1} = σ_b^2 + σ_w^2 e(K^l), \qquad
      Θ^{l+1} = K^{l+1} + σ_w^2\, \dot e(K^l) ⊙ Θ^l .$$

    Args:
        X: points, shape (n, d).
        Z: points, shape (k, d).
        depth: number L >= 0 of hidden layers; the read-out is not counted.
        sigma_w: σ_w >= 0.
        sigma_b: σ_b >= 0.

    Raises:
        ValueError: wrong shapes, an empty array, NaN or infinity, a parameter out of range.

    Source: recursion of Arora et al. 2019, convergence theorem of Jacot, Gabriel, Hongler.
    """
    T: Array | float = 0.0
    for K, e_dot in relu_layers(X, Z, depth, sigma_w, sigma_b):
        T = K + float(sigma_w) ** 2 * e_dot * T
    return np.asarray(T)
