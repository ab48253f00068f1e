"""Least squares: leave-one-out, interpolation, the risk, double descent."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from course_lib.inputs import Array, require_count, require_nonnegative
from course_lib.topics.t10_generalisation.inputs import sample

RANK_TOLERANCE = 1e-9
"""Singular values below this part of the largest count as zero."""


def _range_of(X: Array) -> tuple[Array, Array, Array]:
    """Return U, s, V of the reduced singular value decomposition with s > 0."""
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    kept = s > RANK_TOLERANCE * s[0]
    return U[:, kept], s[kept], Vt[kept].T


def loo_error_ridge(X: ArrayLike, y: ArrayLike, lam: float) -> float:
    r"""Return $\frac1n\sum_i ((y_i - \hat y_i)/(1 - h_{ii}))^2$, the leave-one-out error.

    Ridge regression minimises $‖Xw - y‖^2 + λ‖w‖^2$ (no 1/n), so $\hat y = Hy$ with
    $H = X(X^⊤X + λI)^{-1}X^⊤ = U\,\mathrm{diag}(s^2/(s^2 + λ))\,U^⊤$. For λ = 0 any least squares
    solution serves: if $h_{ii} < 1$ then $x_i$ is in the span of the other points. Source: the
    leave-one-out shortcut (PRESS), by the Sherman-Morrison formula.

    Args:
        X: points, shape (n, d), n, d >= 1.
        y: shape (n,).
        lam: λ >= 0.

    Raises:
        ValueError: a shape or λ is wrong; NaN or infinities; some leverage $h_{ii}$ is 1.
    """
    x, t = sample(X, y)
    require_nonnegative(lam=lam)
    U, s, _ = _range_of(x)
    shrink = s**2 / (s**2 + lam)
    # 1 - h is summed over the complement of the range, too: no cancellation for small lam.
    outside = np.maximum(1 - (U**2).sum(axis=1), 0.0)
    slack = outside + (U**2) @ (1 - shrink)
    if lam == 0 and (slack <= 1e-9).any():
        raise ValueError("a leverage is 1: without this point its label is not determined")
    residual = t - U @ (shrink * (U.T @ t))
    return float(((residual / slack) ** 2).mean())


def min_norm_ls(X: ArrayLike, y: ArrayLike) -> Array:
    r"""Return $X^+y$, the least squares solution of smallest Euclidean norm, shape (d,).

    The one solution of $X^⊤Xw = X^⊤y$ that is orthogonal to ker X; the limit of ridge
    regression for λ -> 0, and of gradient descent from 0.

    Args:
        X: points, shape (n, d), n, d >= 1, of any rank.
        y: shape (n,).

    Raises:
        ValueError: shapes that do not fit; no data; NaN or infinities.
    """
    x, t = sample(X, y)
    U, s, V = _range_of(x)
    w: Array = V @ ((U.T @ t) / s)
    return w


def ols_risk(n: int, d: int, sigma: float, beta_norm: float) -> float:
    r"""Return $E‖\hat w - β‖^2$ of minimum-norm least squares, standard Gaussian design.

    n points $x_i ∼ N(0, I_d)$, $y_i = x_i·β + σε_i$ with standard Gaussian noise. The value is

    * $σ^2\,d/(n - d - 1)$ for d <= n - 2 (mean of an inverse Wishart matrix),
    * $‖β‖^2(1 - n/d) + σ^2\,n/(d - n - 1)$ for d >= n + 2,
    * infinity for |n - d| <= 1.

    Source: Belkin, Hsu, Xu 2020, two models of double descent; Hastie et al. 2022 (limits).

    Args:
        n: n >= 1.
        d: d >= 1.
        sigma: σ > 0.
        beta_norm: ‖β‖ >= 0.

    Raises:
        ValueError: an argument is out of its range, or NaN or infinite.
    """
    require_count("n", n, 1)
    require_count("d", d, 1)
    require_nonnegative(sigma=sigma, beta_norm=beta_norm)
    if sigma == 0:
        raise ValueError("sigma must be positive")
    if abs(n - d) <= 1:
        return math.inf
    if d < n:
        return float(sigma**2 * d / (n - d - 1))
    return float(beta_norm**2 * (1 - n / d) + sigma**2 * n / (d - n - 1))


def double_descent(
    n: int, ds: Sequence[int], sigma: float, reps: int, rng: np.random.Generator
) -> tuple[Array, Array]:
    r"""Return training errors and excess risks, each of shape (len(ds), reps).

    For each d and repetition: the data of `ols_risk` with the unit vector
    β = (1, …, 1)/√d, w the least squares solution of smallest norm; training error
    $‖Xw - y‖^2/n$, excess risk $‖w - β‖^2$.
    """
    train, test = np.empty((2, len(ds), reps))
    for k, d in enumerate(ds):
        β = np.ones(d) / math.sqrt(d)
        for r in range(reps):
            X = rng.standard_normal((n, d))
            y = X @ β + sigma * rng.standard_normal(n)
            w = np.linalg.lstsq(X, y, rcond=None)[0]
            train[k, r] = np.square(X @ w - y).mean()
            test[k, r] = np.square(w - β).sum()
    return train, test
