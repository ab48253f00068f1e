"""The experiment: how fast sampled kernels concentrate, and at which level."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from course_lib.inputs import Array, finite, require_count
from course_lib.kernels import nngp_kernel
from course_lib.topics.t03_infinite_width.kernels import random_feature_kernel

POINTS, DIMENSION = 8, 5


def kernel_concentration(
    widths: Sequence[int], reps: int, rng: np.random.Generator
) -> tuple[Array, Array]:
    r"""Return 8 points on the unit sphere of R^5, and errors of sampled kernels at them.

    Error: $‖K_m - K‖_F / ‖K‖_F$ with $K_{ij} = E\,\mathrm{relu}(w·x_i)\,\mathrm{relu}(w·x_j)$,
    w ~ N(0, I), and its mean $K_m$ over m samples, drawn anew for each width and repetition.

    Args:
        widths: numbers m >= 1.
        reps: repetitions, >= 1.
        rng: the only source of chance.

    Returns:
        X (8, 5), errors (len(widths), reps).

    Raises:
        ValueError: a width or reps below 1.
    """
    sizes = [require_count("width", m, 1) for m in widths]
    reps = require_count("reps", reps, 1)
    X = rng.standard_normal((POINTS, DIMENSION))
    X = X / np.sqrt(np.square(X).sum(axis=1))[:, None]
    exact = nngp_kernel(X, X, 1, 1.0, 0.0) * DIMENSION  # K^0 = X X^T / d
    errors = np.zeros((len(sizes), reps))
    for place in np.ndindex(errors.shape):
        W = rng.standard_normal((sizes[place[0]], DIMENSION))
        off = random_feature_kernel(X, X, W) - exact
        errors[place] = np.linalg.norm(off) / np.linalg.norm(exact)
    return X, errors


def concentration_level(X: ArrayLike) -> float:
    r"""Return V with $E\,\mathrm{error}^2 = V/m$ for every m: $\sum_{ij} Var_{ij} / \sum K_{ij}^2$.

    $Var_{ij} = E\,\mathrm{relu}(u)^2\mathrm{relu}(v)^2 - K_{ij}^2$, and the first term is the
    arc-cosine kernel of degree 2, $(3\sin θ\cos θ + (π - θ)(1 + 2\cos^2 θ))/(2π)$ for unit
    vectors at the angle θ (Cho, Saul 2009).
    """
    x = finite(X, "X", 2)
    c = np.clip(x @ x.T, -1.0, 1.0)
    t = np.arccos(c)
    first = (np.sin(t) + (np.pi - t) * c) / (2 * np.pi)
    second = (3 * np.sin(t) * c + (np.pi - t) * (1 + 2 * c**2)) / (2 * np.pi)
    return float((second - first**2).sum() / (first**2).sum())
