"""Tangent kernels: of a finite shallow net, and of infinitely wide nets of any depth."""

import numpy as np
from numpy.typing import ArrayLike

from course_lib.topics.t05_neural_tangent_kernel.inputs import (
    Array,
    count,
    finite,
    points,
    require_nonnegative,
)


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


def relu_moments(qx: Array, qz: Array, c: Array) -> tuple[Array, Array]:
    r"""Return $E\,\mathrm{relu}(u)\,\mathrm{relu}(v)$ and $P(u > 0, v > 0)$, each (n, k).

    (u, v) is a centred Gaussian with variances `qx[i]`, `qz[j]` and covariance `c[i, j]`; with
    $\cos θ$ its correlation they are $\sqrt{q q'}(\sin θ + (π - θ)\cos θ)/(2π)$ and
    $(π - θ)/(2π)$. If a variance is 0, the first is 0 and the second is taken at θ = π/2.
    Source: arc-cosine kernels (Cho, Saul 2009).
    """
    scale = np.sqrt(np.multiply.outer(qx, qz))
    cosine = np.divide(c, scale, out=np.zeros_like(scale), where=scale > 0)
    cosine = np.minimum(1.0, np.maximum(-1.0, cosine))
    rest = np.pi - np.arccos(cosine)
    sine = np.sqrt((1 - cosine) * (1 + cosine))
    return scale * (sine + rest * cosine) / (2 * np.pi), rest / (2 * np.pi)


def _kernels(
    X: ArrayLike, Z: ArrayLike, depth: int, sigma_w: float, sigma_b: float
) -> tuple[Array, Array]:
    """Return K and Θ after `depth` hidden layers."""
    x, z = points(X, Z)
    layers = count("depth", depth)
    require_nonnegative(sigma_w=sigma_w, sigma_b=sigma_b)
    w, b = float(sigma_w) ** 2, float(sigma_b) ** 2
    d = x.shape[1]
    K = w * (x @ z.T) / d + b
    qx, qz = (w * np.einsum("id,id->i", p, p) / d + b for p in (x, z))
    T = K.copy()
    for _ in range(layers):
        value, both_on = relu_moments(qx, qz, K)
        K = b + w * value
        T = K + w * both_on * T
        qx, qz = b + w * qx / 2, b + w * qz / 2  # E relu(u)² = q/2
    return K, T


def nngp_kernel(
    X: ArrayLike, Z: ArrayLike, depth: int, sigma_w: float, sigma_b: float
) -> Array:
    r"""Return the Gaussian process kernel $K^{L}$; arguments and errors as in `ntk`."""
    return _kernels(X, Z, depth, sigma_w, sigma_b)[0]


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
    return _kernels(X, Z, depth, sigma_w, sigma_b)[1]
