"""Which solution of X w = y: the nearest one to the start, and that of the hypentropy."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import linprog

from course_lib.inputs import Array, finite, require_positive
from course_lib.topics.t12_implicit_bias.inputs import system

RANK_TOLERANCE = 1e-12
"""Singular values below this share of the largest one are zero."""

RESIDUAL_TOLERANCE = 1e-8
"""Relative residual above which X w = y counts as inconsistent."""

NEWTON_STEPS = 500


def gd_limit(X: ArrayLike, y: ArrayLike, w0: ArrayLike) -> Array:
    r"""Return $w_0 + X^+(y - X w_0)$, the limit of gradient descent from $w_0$.

    The loss is $\frac12‖Xw - y‖^2$, the step any η with $0 < η < 2/σ_{\max}^2$. Every gradient
    lies in the row space of X, so $w - w_0$ does, and w minimises the loss: it is the
    projection of $w_0$ on the set of least-squares solutions.

    Args:
        X: shape (n_samples, d), of any rank.
        y: shape (n_samples,).
        w0: shape (d,).

    Raises:
        ValueError: empty, of other shapes, NaN or infinite.
    """
    x, values = system(X, y)
    start = finite(w0, "w0", 1)
    if start.size != x.shape[1]:
        raise ValueError(f"w0 must have {x.shape[1]} entries; got {start.size}")
    V, inverse = _row_space(x)
    return start + V @ (inverse @ (values - x @ start))


def hypentropy_interpolant(X: ArrayLike, y: ArrayLike, alpha: float) -> Array:
    r"""Return the limit w = u² - v² of the gradient flow of $\frac12‖X(u^2 - v^2) - y‖^2$.

    From $u_0 = v_0 = α\mathbf 1$ the flow is $u = αe^{s}, v = αe^{-s}$ with s in the row space,
    so $w = 2α^2\sinh(X^Tν)$ with Xw = y: the minimiser of the hypentropy
    $\sum_j w_j\,\mathrm{arcsinh}(w_j/2α^2) - \sqrt{w_j^2 + 4α^4}$ over all interpolants. The dual,
    $\min_ν 2α^2\sum_j\cosh(X^Tν)_j - ν·y$, is solved by Newton steps that change $X^Tν$ by at
    most 1 (f''' is at most f'' times the change, so these converge from everywhere).

    Args:
        X: shape (n_samples, d), of any rank.
        y: shape (n_samples,), in the range of X.
        alpha: α > 0.

    Raises:
        ValueError: empty, of other shapes, NaN or infinite; α <= 0; Xw = y has no solution.

    Source: Woodworth et al. 2020, Theorem 1.
    """
    x, values = system(X, y)
    require_positive(alpha=alpha)
    scale = 2 * float(alpha) ** 2
    V, inverse = _row_space(x)
    target = inverse @ values  # X w = y if and only if V'w = target
    residual = np.linalg.norm(x @ (V @ target) - values)
    if residual > RESIDUAL_TOLERANCE * max(1.0, float(np.linalg.norm(values))):
        raise ValueError("X w = y has no solution")
    ν = np.zeros(V.shape[1])
    for _ in range(NEWTON_STEPS if target.any() else 0):
        s = V @ ν
        gradient = scale * (V.T @ np.sinh(s)) - target
        step = -np.linalg.solve(scale * (V.T * np.cosh(s)) @ V, gradient)
        change = float(np.abs(V @ step).max())
        ν += step / max(1.0, change)
        if change < 1e-14 * max(1.0, float(np.abs(s).max())):
            break
    return scale * np.sinh(V @ ν)


def _row_space(x: Array) -> tuple[Array, Array]:
    """Return V (d, r), an orthonormal basis of the row space, and $(XV)^+$, (r, n_samples)."""
    U, σ, Vt = np.linalg.svd(x, full_matrices=False)
    r = int((σ > RANK_TOLERANCE * σ[0]).sum()) if σ[0] > 0 else 0
    return Vt[:r].T, U[:, :r].T / σ[:r, None]


def least_l1_norm(X: ArrayLike, y: ArrayLike) -> float:
    r"""Return $\min\{‖w‖_1 : Xw = y\}$, by a linear program for w = u - v, u, v >= 0.

    Raises:
        ValueError: empty, of other shapes, NaN or infinite; Xw = y has no solution.
    """
    x, values = system(X, y)
    result = linprog(np.ones(2 * x.shape[1]), A_eq=np.hstack([x, -x]), b_eq=values)
    if not result.success:
        raise ValueError("X w = y has no solution")
    return float(result.fun)


def hypentropy(w: ArrayLike, alpha: float) -> float:
    r"""Return $\sum_j w_j\,\mathrm{arcsinh}(w_j/2α^2) - \sqrt{w_j^2 + 4α^4} + 2α^2$, >= 0."""
    x, scale = np.asarray(w, dtype=np.float64), 2 * alpha**2
    return float((x * np.arcsinh(x / scale) - np.hypot(x, scale) + scale).sum())


def bias_vs_alpha(
    alphas: Sequence[float], X: ArrayLike, y: ArrayLike
) -> tuple[Array, Array]:
    r"""Return $‖w_α‖_1$ and $‖w_α‖_2$ of the hypentropy interpolant, each (len(alphas),).

    As α → 0 the first goes to the least 1-norm, with an excess O(1/ln(1/α)); as α → ∞ the
    second goes to the least 2-norm.
    """
    ws = [hypentropy_interpolant(X, y, alpha) for alpha in alphas]
    l1 = np.array([math.fsum(np.abs(w)) for w in ws])
    return l1, np.array([math.hypot(*w) for w in ws])
