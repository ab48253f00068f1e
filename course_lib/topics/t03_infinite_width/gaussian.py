"""Gaussian expectations by quadrature and in closed form, Gaussian conditioning."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from course_lib.inputs import Array, finite, require_count, require_nonnegative
from course_lib.topics.t03_infinite_width.inputs import covariance


def gaussian_expectation(
    phi: Callable[[Array], Array],
    psi: Callable[[Array], Array],
    S: ArrayLike,
    n_nodes: int = 40,
) -> float:
    r"""Return $E\,φ(u)ψ(v)$, (u, v) ~ N(0, S), by tensor Gauss-Hermite quadrature.

    (u, v) = F(ξ, η) with independent standard Gaussians and $FF^\top = S$. F comes from the
    eigenvectors, so S may be singular. Exact if φ(u)ψ(v) is a polynomial of total degree at
    most 2 `n_nodes` - 1, whatever F is.

    Args:
        phi: function of arrays, entry by entry.
        psi: the same.
        S: covariance, shape (2, 2).
        n_nodes: nodes in each direction, at least 1.

    Raises:
        ValueError: `S` is no covariance (see `relu_moments`), or n_nodes < 1.
    """
    s = covariance(S)
    n = require_count("n_nodes", n_nodes, 1)
    nodes, weights = np.polynomial.hermite_e.hermegauss(n)
    spectrum, basis = np.linalg.eigh((s + s.T) / 2)
    factor = basis @ np.diag(np.sqrt(np.clip(spectrum, 0.0, None)))
    grid = np.stack(np.meshgrid(nodes, nodes, indexing="ij")).reshape(2, -1)
    u, v = factor @ grid
    mass = np.outer(weights, weights).ravel() / (2 * np.pi)
    return float(mass @ (np.asarray(phi(u)) * np.asarray(psi(v))))


def monomial_moment(a: int, b: int, S: ArrayLike) -> float:
    r"""Return $E\,u^a v^b$ by counting pairings.

    With k pairs between a u and a v there are
    $\binom ak \binom bk k!\,(a-k-1)!!\,(b-k-1)!!$ pairings (0 if a - k is odd).

    Source: theorem of Isserlis (Wick).
    """
    s = covariance(S)
    total = 0.0
    for k in range(min(a, b) + 1):
        i, j = a - k, b - k
        if i % 2 == 0 and j % 2 == 0:
            pairings = math.comb(a, k) * math.comb(b, k) * math.factorial(k)
            pairings *= math.prod(range(1, i, 2)) * math.prod(range(1, j, 2))
            total += pairings * s[0, 1] ** k * s[0, 0] ** (i // 2) * s[1, 1] ** (j // 2)
    return float(total)


def gp_posterior(
    Ktt: ArrayLike, Kst: ArrayLike, Kss: ArrayLike, y: ArrayLike, noise: float
) -> tuple[Array, Array]:
    r"""Return mean and covariance of $f_s$ given $y = f_t + ε$, ε ~ N(0, noise I).

    $$\mathrm{mean} = K_{st}(K_{tt} + \mathrm{noise}\, I)^{-1} y, \qquad
      \mathrm{cov} = K_{ss} - K_{st}(K_{tt} + \mathrm{noise}\, I)^{-1} K_{st}^\top .$$

    Args:
        Ktt: shape (n, n), symmetric positive semidefinite (not checked).
        Kst: shape (k, n).
        Kss: shape (k, k).
        y: observations, shape (n,).
        noise: variance of the noise, >= 0.

    Returns:
        mean (k,), cov (k, k) of the noise-free values.

    Raises:
        ValueError: wrong shapes, an empty array, NaN or infinity, noise < 0, or noise = 0 and
            Ktt singular.

    Source: conditioning of Gaussians (Rasmussen, Williams 2006, ch. 2).
    """
    tt, st, ss = finite(Ktt, "Ktt", 2), finite(Kst, "Kst", 2), finite(Kss, "Kss", 2)
    target = finite(y, "y", 1)
    k, n = st.shape
    if (tt.shape, ss.shape, target.shape) != ((n, n), (k, k), (n,)):
        raise ValueError(f"shapes {tt.shape}, {st.shape}, {ss.shape}, {target.shape}")
    require_nonnegative(noise=noise)
    root = np.linalg.cholesky(tt + noise * np.identity(n))  # LinAlgError is a ValueError
    half = np.linalg.solve(root, np.column_stack([st.T, target]))
    V, r = half[:, :k], half[:, k]
    return V.T @ r, ss - V.T @ V
