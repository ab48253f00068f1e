"""ReLU: moments of a Gaussian pair, kernels of wide nets, propagation of correlations."""

import math

import numpy as np
from numpy.typing import ArrayLike

from course_lib import kernels
from course_lib.inputs import Array, finite, points, require_nonnegative
from course_lib.topics.t03_infinite_width.inputs import covariance


def relu_moments(S: ArrayLike) -> tuple[float, float]:
    r"""Return $E\,\mathrm{relu}(u)\,\mathrm{relu}(v)$ and $P(u > 0, v > 0)$, (u, v) ~ N(0, S).

    With the angle θ in [0, π], $\cos θ = s_{12}/\sqrt{s_{11}s_{22}}$, they are
    $\frac1{2π}\sqrt{s_{11}s_{22}}\,(\sin θ + (π - θ)\cos θ)$ and $(π - θ)/(2π)$. As
    $\sqrt{s_{11}s_{22}}\sin θ = \sqrt{\det S}$, no correlation has to be formed. If a variance
    is 0 the first is 0, and the second is no limit of anything (here 1/2).

    Args:
        S: covariance, shape (2, 2).

    Raises:
        ValueError: `S` is not (2, 2), finite, symmetric, positive semidefinite (each up to
            1e-10 max(1, trace)).

    Source: arc-cosine kernels of degree 1 and 0 (Cho, Saul 2009).
    """
    s = covariance(S)
    e, de = kernels.relu_moments(
        np.maximum(s[:1, 0], 0.0), np.maximum(s[1:, 1], 0.0), s[:1, 1:]
    )
    return float(e[0, 0]), float(de[0, 0])


def random_feature_kernel(X: ArrayLike, Z: ArrayLike, W: ArrayLike) -> Array:
    r"""Return $\frac1m \sum_k \mathrm{relu}(w_k·x_i)\,\mathrm{relu}(w_k·z_j)$, shape (n, k).

    Args:
        X: points, shape (n, d).
        Z: points, shape (k, d).
        W: weights, shape (m, d), m >= 1.

    Raises:
        ValueError: wrong shapes, an empty array, NaN or infinity.

    Source: random features (Rahimi, Recht 2007); for w ~ N(0, I) the mean is e (Cho, Saul).
    """
    x, z = points(X, Z)
    w = finite(W, "W", 2)
    if w.shape[1] != x.shape[1]:
        raise ValueError(f"W must have {x.shape[1]} columns; got {w.shape}")
    u, v = (np.clip(np.einsum("md,nd->mn", w, a), 0.0, None) for a in (x, z))
    return np.asarray(np.einsum("mi,mj->ij", u, v) / len(w))


def correlation_map(rho: float, sigma_w: float, sigma_b: float, q: float) -> float:
    r"""Return the correlation of the next layer's preactivations at two points.

    $$ρ' = \frac{σ_b^2 + σ_w^2\, e(q, ρq, q)}{σ_b^2 + σ_w^2\, q/2} .$$

    Args:
        rho: correlation, |ρ| <= 1 up to 1e-9.
        sigma_w: σ_w >= 0.
        sigma_b: σ_b >= 0, not both 0.
        q: variance at both points, q > 0.

    Raises:
        ValueError: a parameter is out of its range, NaN or infinite.

    Source: Poole et al. 2016.
    """
    require_nonnegative(sigma_w=sigma_w, sigma_b=sigma_b, q=q)
    if not abs(rho) <= 1 + 1e-9:
        raise ValueError(f"rho must be in [-1, 1]; got {rho}")
    if q == 0 or sigma_w == sigma_b == 0:
        raise ValueError("q and one of sigma_w, sigma_b must be positive")
    t = math.acos(max(-1.0, min(1.0, rho)))
    e = q * (math.sin(t) + (math.pi - t) * math.cos(t)) / (2 * math.pi)
    return float((sigma_b**2 + sigma_w**2 * e) / (sigma_b**2 + sigma_w**2 * q / 2))


def fixed_point_q(sigma_w: float, sigma_b: float) -> float:
    r"""Return $q^* = σ_b^2/(1 - σ_w^2/2)$, which $q ↦ σ_b^2 + σ_w^2 q/2$ leaves fixed.

    Args:
        sigma_w: 0 <= σ_w, σ_w^2 < 2.
        sigma_b: σ_b >= 0.

    Raises:
        ValueError: σ_w^2 >= 2 (no unique fixed point that attracts), negative, not finite.
    """
    require_nonnegative(sigma_w=sigma_w, sigma_b=sigma_b)
    if sigma_w**2 >= 2:
        raise ValueError(f"need sigma_w^2 < 2; got {sigma_w**2}")
    return float(2 * sigma_b**2 / (2 - sigma_w**2))
