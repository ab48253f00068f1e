"""Kernels of infinitely wide ReLU nets, layer by layer: the Gaussian process and its pieces."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike

from course_lib.inputs import Array, points, require_count, require_nonnegative


def relu_moments(p: Array, q: Array, c: Array) -> tuple[Array, Array]:
    r"""Return $E\,\mathrm{relu}(u)\,\mathrm{relu}(v)$ and $P(u > 0, v > 0)$, each (n, k).

    (u, v) is a centred Gaussian with variances `p[i]`, `q[j]` and covariance `c[i, j]`. With
    the angle θ in [0, π], $\cos θ = c/\sqrt{pq}$, they are
    $\frac1{2π}\sqrt{pq}\,(\sin θ + (π - θ)\cos θ)$ and $(π - θ)/(2π)$. As
    $\sqrt{pq}\sin θ = \sqrt{pq - c^2}$, no correlation has to be formed. If a variance is 0 the
    first is 0, and the second is no limit of anything (here 1/2).

    Source: arc-cosine kernels of degree 1 and 0 (Cho, Saul 2009).
    """
    pq = np.multiply.outer(p, q)
    root = np.sqrt(np.clip(pq - c * c, 0.0, None))  # of the determinant: √(p q) sin θ
    top = np.sqrt(pq)
    c = np.clip(c, -top, top)
    rest = np.arctan2(root, -c)  # π - θ; arctan2(0, -0) = -π or 0 is mended below
    rest = np.where(pq > 0, np.abs(rest), np.pi)
    return (root + rest * c) / (2 * np.pi), rest / (2 * np.pi)


def relu_layers(
    X: ArrayLike, Z: ArrayLike, depth: int, sigma_w: float, sigma_b: float
) -> Iterator[tuple[Array, Array]]:
    r"""Yield $(K^0, 0)$, and for l = 1, …, L the pair $(K^l, \dot e(K^{l-1}))$, each (n, k).

    $K^l$ is as in `nngp_kernel`, and $\dot e = P(u > 0, v > 0)$ as in `relu_moments`.
    Arguments and errors as in `nngp_kernel`.
    """
    x, z = points(X, Z)
    layers = require_count("depth", depth, 0)
    require_nonnegative(sigma_w=sigma_w, sigma_b=sigma_b)
    ww, bb = float(sigma_w) ** 2, float(sigma_b) ** 2
    d = x.shape[1]
    K = bb + ww * np.einsum("id,jd->ij", x, z) / d
    p, q = (bb + ww * np.square(a).sum(axis=1) / d for a in (x, z))
    yield K, np.zeros_like(K)
    for _ in range(layers):
        e, e_dot = relu_moments(p, q, K)
        K = bb + ww * e
        p, q = bb + 0.5 * ww * p, bb + 0.5 * ww * q  # E relu(u)² = p/2
        yield K, e_dot


def nngp_kernel(
    X: ArrayLike, Z: ArrayLike, depth: int, sigma_w: float, sigma_b: float
) -> Array:
    r"""Return the kernel $K^L(x_i, z_j)$ of the Gaussian process limit, shape (n, k).

    $$K^0 = σ_b^2 + σ_w^2\, XZ^\top/d, \qquad
      K^{l+1}(x, z) = σ_b^2 + σ_w^2\, e\bigl(K^l(x,x), K^l(x,z), K^l(z,z)\bigr).$$

    On the diagonal $e = K^l(x, x)/2$.

    Args:
        X: points, shape (n, d).
        Z: points, shape (k, d).
        depth: number L >= 0 of hidden layers; the read-out is not counted.
        sigma_w: σ_w >= 0.
        sigma_b: σ_b >= 0.

    Raises:
        ValueError: wrong shapes, an empty array, NaN or infinity, a parameter out of range.

    Source: Lee et al. 2018; one hidden layer: Neal 1996, Williams 1997.
    """
    *_, (K, _) = relu_layers(X, Z, depth, sigma_w, sigma_b)
    return K
