"""Margins of one hyperplane, of a multiclass score, and of a homogeneous net."""

import math

import numpy as np
from numpy.typing import ArrayLike

from course_lib.inputs import Array, finite, require_count, require_positive
from course_lib.topics.t11_margin_maximisation.inputs import classes, labelled


def geometric_margin(
    w: ArrayLike, b: float, X: ArrayLike, y: ArrayLike, ord: float = 2
) -> float:
    r"""Return $\min_i y_i (w·x_i + b) / ‖w‖_p$ with p = `ord`.

    If it is positive, it is the least distance of a point from the hyperplane, measured in
    the dual norm (Mangasarian); it is negative if some point is on the wrong side.

    Args:
        w: normal vector, shape (d,), not 0.
        b: offset, finite.
        X: points, shape (n, d), n, d >= 1.
        y: labels -1 or 1, shape (n,).
        ord: p = 1, 2 or inf: the norm of w itself, not its dual.

    Raises:
        ValueError: an argument is not of this kind, or holds NaN or infinities.
    """
    points, labels = labelled(X, y)
    normal = finite(w, "w", 1)
    if normal.shape != points.shape[1:]:
        raise ValueError(f"w {normal.shape} does not fit points {points.shape}")
    if not normal.any():
        raise ValueError("w = 0 is no hyperplane")
    if ord not in (1, 2, math.inf):
        raise ValueError(f"ord must be 1, 2 or inf; got {ord!r}")
    offset = float(finite(b, "b", 0))
    functional = labels * (points @ normal + offset)
    return float(functional.min() / np.linalg.norm(normal, ord))


def multiclass_margins(logits: ArrayLike, y: ArrayLike) -> Array:
    r"""Return $z_{y} - \max_{j ≠ y} z_j$ for each row z of `logits`, shape (n,).

    Args:
        logits: shape (n, c), n >= 1, c >= 2.
        y: integer labels in 0..c-1, shape (n,).

    Raises:
        ValueError: c = 1, a label out of range, or an argument not of this kind.
    """
    z = finite(logits, "logits", 2)
    n, c = z.shape
    if c < 2:
        raise ValueError("a margin needs two classes or more")
    rows, label = np.arange(n), classes(y, n, c)
    own = z[rows, label]
    z[rows, label] = -math.inf  # z is a copy
    out: Array = own - z.max(axis=1)
    return out


def smoothed_margin(margins: ArrayLike, theta_norm: float, L: int) -> float:
    r"""Return $-\log\bigl(\sum_i e^{-m_i}\bigr) / ‖θ‖^L$.

    It lies between $(\min m - \log n)/‖θ‖^L$ and the normalised margin $\min m/‖θ‖^L$, and
    does not decrease along gradient flow on the exponential loss once the sum is below 1, if
    $m_i(θ)$ is homogeneous of degree L (Lyu and Li 2020).

    Args:
        margins: m, shape (n,), n >= 1.
        theta_norm: ‖θ‖ > 0.
        L: degree of homogeneity, L >= 1.

    Raises:
        ValueError: an argument is out of its range, or NaN or infinite.
    """
    m = finite(margins, "margins", 1)
    require_positive(theta_norm=theta_norm)
    norm, degree = float(theta_norm), require_count("L", L, 1)
    least = m.min()
    soft = least - math.log(np.exp(least - m).sum())  # the largest exponent is 0
    return float(soft / norm**degree)
