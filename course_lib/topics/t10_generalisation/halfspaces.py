"""Half-spaces: Radon partitions, shattered sets, dichotomies."""

import math

import numpy as np
from numpy.typing import ArrayLike

from course_lib.inputs import Array, finite

MAX_POINTS = 8
"""Largest number of points whose 2^n labellings (or subsets) are enumerated."""

RANK_TOLERANCE = 1e-9
"""Singular values below this part of the largest count as zero."""


def radon_partition(P: ArrayLike) -> tuple[list[int], list[int], Array]:
    r"""Return I, J and a point of $\mathrm{conv}\,P_I ∩ \mathrm{conv}\,P_J$.

    d + 2 vectors $(p_i, 1) ∈ R^{d+1}$ are dependent: $\sum_i a_i p_i = 0$, $\sum_i a_i = 0$ with
    a ≠ 0. I = {a_i > 0}, J = {a_i < 0} (coefficients of the size of rounding belong to neither),
    and the point is $\sum_{i∈I} a_i p_i / \sum_{i∈I} a_i$. Source: Radon's theorem.

    Args:
        P: d + 2 points, shape (d + 2, d), d >= 1.

    Raises:
        ValueError: `P` is not of this shape, or not finite.
    """
    p = finite(P, "P", 2)
    n, d = p.shape
    if n != d + 2:
        raise ValueError(f"P must have d + 2 = {d + 2} rows; got {n}")
    centred = p - p.mean(axis=0)
    centred /= np.abs(centred).max() or 1.0
    a = np.linalg.svd(np.column_stack([centred, np.ones(n)]).T)[2][-1]
    a[np.abs(a) <= 1e-12] = 0.0
    I, J = np.flatnonzero(a > 0), np.flatnonzero(a < 0)
    point = a[I] @ p[I] / a[I].sum()
    return I.tolist(), J.tolist(), point


def _few_points(X: ArrayLike) -> Array:
    x = finite(X, "X", 2)
    if len(x) > MAX_POINTS:
        raise ValueError(f"X must have at most {MAX_POINTS} rows; got {len(x)}")
    return x


def is_shattered(X: ArrayLike) -> bool:
    r"""Return True if affine half-spaces $\{w·x + b > 0\}$ cut out every subset of the points.

    That is so if and only if the points are affinely independent: then $w·x_i + b = y_i$ is
    solvable for all y, and else Radon's partition cannot be cut out.

    Args:
        X: points, shape (n, d), 1 <= n <= 8, d >= 1.

    Raises:
        ValueError: `X` is not of this kind, or not finite.
    """
    x = _few_points(X)
    size = float(np.abs(x).max()) or 1.0
    lifted = np.column_stack([x / size, np.ones(len(x))])
    return bool(np.linalg.matrix_rank(lifted, rtol=RANK_TOLERANCE) == len(x))


def count_dichotomies(X: ArrayLike) -> int:
    r"""Return $|\{(\mathrm{sign}(w·x_i))_i : w ∈ R^d\} ∩ \{-1, 1\}^n|$.

    The regions of the arrangement of the hyperplanes $x_i^⊥$ number
    $\sum_{S ⊂ [n]} (-1)^{|S| - \mathrm{rank}\,X_S}$; a zero row makes all terms cancel. Source:
    Whitney's theorem with Zaslavsky's (or Winder's) count of regions.

    Args:
        X: points, shape (n, d), 1 <= n <= 8, d >= 1.

    Raises:
        ValueError: `X` is not of this kind, or not finite.
    """
    x = _few_points(X)
    n = len(x)
    lengths = np.linalg.norm(x, axis=1, keepdims=True)
    x /= np.where(lengths > 0, lengths, 1.0)
    members = np.arange(2**n)[:, None] >> np.arange(n) & 1
    singular = np.linalg.svd(members[:, :, None] * x, compute_uv=False)
    ranks = (singular > RANK_TOLERANCE).sum(axis=1)
    return int(((-1) ** (members.sum(axis=1) - ranks)).sum())


def cover_count(n: int, d: int) -> int:
    r"""Return $2\sum_{k<d}\binom{n-1}k$, the dichotomies of n points in general position in R^d.

    Source: Cover 1965, function-counting theorem; n, d >= 1.

    >>> cover_count(4, 3), cover_count(3, 5)
    (14, 8)
    """
    return 2 * sum(math.comb(n - 1, k) for k in range(d))
