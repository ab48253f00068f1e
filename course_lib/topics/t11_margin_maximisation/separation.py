"""Largest margins: Euclidean with an offset by Wolfe's algorithm, other norms by an LP."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import linprog

from course_lib.inputs import Array
from course_lib.topics.t11_margin_maximisation.inputs import labelled
from course_lib.topics.t11_margin_maximisation.perceptron import NotSeparable

Vertex = tuple[int, ...]
Corner = Callable[[Array], tuple[Vertex, Array]]

ROUNDING = 1e-13
TOUCHING = 1e-9
"""Hulls nearer to one another than this times the size of the data are said to meet."""


def hard_margin_svm(X: ArrayLike, y: ArrayLike) -> tuple[Array, float, Array]:
    r"""Return w, b of the separating hyperplane of largest margin, and multipliers α.

    w, b solve $\min \frac12‖w‖^2$ subject to $y_i(w·x_i + b) ≥ 1$; α ≥ 0, $\sum α_i y_i = 0$,
    solves the dual $\max \sum α_i - \frac12 ‖\sum α_i y_i x_i‖^2$. With p and q the nearest
    points of the two convex hulls, $w = 2(p - q)/‖p - q‖^2$, the hyperplane is the bisector
    of the segment pq, and the margin is $1/‖w‖ = ‖p - q‖/2$.

    Args:
        X: points, shape (n, d).
        y: labels -1 or 1, shape (n,), both of them present.

    Returns:
        w of shape (d,), b, α of shape (n,), which need not be unique.

    Raises:
        NotSeparable: the convex hulls of the two classes meet.
        ValueError: one class only, or an argument not of this kind.
    """
    points, labels = labelled(X, y)
    plus, minus = np.flatnonzero(labels > 0), np.flatnonzero(labels < 0)
    if not (plus.size and minus.size):
        raise ValueError("both classes are needed")
    centre = points.mean(axis=0)
    P, Q = points[plus] - centre, points[minus] - centre

    def corner(v: Array) -> tuple[Vertex, Array]:
        i, j = int((P @ v).argmin()), int((Q @ v).argmax())
        return (i, j), P[i] - Q[j]

    gap, weights = least_norm_point(corner, points.shape[1])
    square = float(gap @ gap)
    if square <= (TOUCHING * np.ptp(points, axis=0).max()) ** 2:
        raise NotSeparable("the convex hulls of the two classes meet")
    α = np.zeros(len(points))
    for (i, j), λ in weights.items():
        α[plus[i]] += 2 * λ / square
        α[minus[j]] += 2 * λ / square
    w = 2 * gap / square
    b = -float((P @ w).min() + (Q @ w).max()) / 2 - float(w @ centre)
    return w, b, α


def largest_margin_through_zero(X: ArrayLike, y: ArrayLike) -> float:
    r"""Return $γ_2 = \max_{‖w‖_2 ≤ 1} \min_i y_i w·x_i = \min_{p ∈ Δ} ‖\sum p_i y_i x_i‖_2$."""
    points, labels = labelled(X, y)
    z = labels[:, None] * points

    def corner(v: Array) -> tuple[Vertex, Array]:
        i = int((z @ v).argmin())
        return (i,), z[i]

    return float(np.linalg.norm(least_norm_point(corner, z.shape[1])[0]))


def least_norm_point(corner: Corner, d: int) -> tuple[Array, dict[Vertex, float]]:
    """Return the point of least norm of a polytope, and the convex weights of its corners.

    Wolfe's algorithm: among the affinely independent corners found so far minimise the norm
    on their affine hull; go there, or until a weight becomes 0, whose corner is dropped; add
    a corner that is below the supporting hyperplane, until there is none.

    Args:
        corner: v -> name and place of a corner that minimises the inner product with v.
        d: dimension.
    """
    name, place = corner(np.zeros(d))
    names, S, λ = [name], place[None, :], np.ones(1)
    size = float(np.abs(place).max())
    while True:
        x = λ @ S
        name, place = corner(x)
        size = max(size, float(np.abs(place).max()))
        largest = float(np.abs(x).max())
        nothing = largest <= 10 * ROUNDING * size
        if nothing or x @ (x - place) <= ROUNDING * size * largest or name in names:
            return x, dict(zip(names, λ.tolist(), strict=True))
        names, S, λ = [*names, name], np.vstack([S, place]), np.append(λ, 0.0)
        while True:
            μ = affine_minimiser(S)
            if (μ > 0).all():
                λ = μ
                break
            falling = μ <= 0
            step = float((λ[falling] / (λ[falling] - μ[falling])).min())
            λ = λ + step * (μ - λ)
            keep = λ > ROUNDING
            names = [n for n, k in zip(names, keep, strict=True) if k]
            S, λ = S[keep], λ[keep] / λ[keep].sum()


def affine_minimiser(S: Array) -> Array:
    """Return the weights, of sum 1, of the point of least norm in the affine hull of rows."""
    edges = (S[1:] - S[0]).T
    μ = np.linalg.lstsq(edges, -S[0], rcond=None)[0]
    return np.concatenate([[1 - μ.sum()], μ])


def max_margin_lp(X: ArrayLike, y: ArrayLike, norm: float) -> tuple[Array, float]:
    r"""Return w and $γ = \max_{‖w‖ ≤ 1} \min_i y_i w·x_i$ for the 1-norm or the maximum norm.

    No offset. By duality of linear programs $γ = \min_{p ∈ Δ} ‖\sum_i p_i y_i x_i‖_*$ with the
    dual norm; it is 0 if no hyperplane through 0 separates the classes, and then w = 0 will do.

    Args:
        X: points, shape (n, d).
        y: labels -1 or 1, shape (n,); one class alone is legal.
        norm: 1 or inf.

    Raises:
        ValueError: an argument is not of this kind.
    """
    points, labels = labelled(X, y)
    if norm not in (1, math.inf):
        raise ValueError(f"norm must be 1 or inf; got {norm!r}")
    size = float(np.abs(points).max()) or 1.0
    z = labels[:, None] * points / size
    n, d = z.shape
    # Variables u, v >= 0 and γ; w = u - v.
    rows = np.hstack([-z, z, np.ones((n, 1))])
    rhs = np.zeros(n)
    if norm == 1:
        rows = np.vstack([rows, np.append(np.ones(2 * d), 0.0)])
        rhs = np.append(rhs, 1.0)
    bounds = [(0.0, 1.0)] * (2 * d) + [(0.0, None)]
    solution = linprog(np.append(np.zeros(2 * d), -1.0), A_ub=rows, b_ub=rhs, bounds=bounds)
    w = solution.x[:d] - solution.x[d : 2 * d]
    return w, float((z @ w).min()) * size
