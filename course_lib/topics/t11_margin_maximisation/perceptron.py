"""The perceptron, and how its mistakes grow as the margin shrinks."""

from collections.abc import Callable, Sequence

import numpy as np

from course_lib.inputs import Array, require_count

Mistake = tuple[Array, float]

DIMENSION, POINTS = 10, 100
"""Of the experiment."""


class NotSeparable(ValueError):
    """No hyperplane was found that separates the two classes."""


def perceptron(
    next_mistake: Callable[[Array], Mistake | None], d: int, max_updates: int
) -> tuple[Array, int]:
    r"""Return w and the number T of updates $w ← w + y x$ after which no mistake is left.

    Start at w = 0. If all points have $‖x‖ ≤ R$ and some unit vector u has $y\,u·x ≥ γ > 0$,
    then after every update $w·u ≥ γT$ and $‖w‖ ≤ R\sqrt T$, so that $T ≤ (R/γ)^2$
    (Novikoff 1962).

    Args:
        next_mistake: w -> (x, y) with $y\,w·x ≤ 0$, or None if there is no such point.
        d: dimension, d >= 1.
        max_updates: largest number of updates, >= 0; the oracle is asked once more at most.

    Raises:
        NotSeparable: a mistake is left after `max_updates` updates.
        ValueError: d or max_updates is out of its range.
    """
    w = np.zeros(require_count("d", d, 1))
    for updates in range(require_count("max_updates", max_updates, 0) + 1):
        mistake = next_mistake(w.copy())
        if mistake is None:
            return w, updates
        x, y = mistake
        w = w + y * np.asarray(x, dtype=np.float64)
    raise NotSeparable(f"a mistake is left after {max_updates} updates")


def margin_vs_updates(
    gammas: Sequence[float], reps: int, rng: np.random.Generator
) -> tuple[Array, Array]:
    r"""Return updates of the perceptron and margins it ends with, each (len(gammas), reps).

    Each entry is a run on 100 points $x_i = (y_i γ, \sqrt{1-γ^2}\,v_i)$ of R^10 with signs
    $y_i$ and unit vectors $v_i$ of R^9 drawn uniformly. So R = 1 and $(1, 0, …, 0)$ has margin
    γ; it is the largest one (no offset) if 0 lies in the convex hull of the $y_i v_i$, which
    fails with probability $2^{-99} \sum_{k<9} \binom{99}k < 10^{-18}$ (Wendel 1962).
    """
    updates, achieved = np.empty((2, len(gammas), reps))
    for k, γ in enumerate(gammas):
        for r in range(reps):
            z = _signed_points(γ, rng)
            w, updates[k, r] = _run(z)
            achieved[k, r] = (z @ w).min() / np.linalg.norm(w)
    return updates, achieved


def _signed_points(γ: float, rng: np.random.Generator) -> Array:
    """Return the points times their labels, $y_i x_i$, shape (100, 10)."""
    y = rng.choice((-1.0, 1.0), POINTS)
    v = rng.standard_normal((POINTS, DIMENSION - 1))
    v *= np.sqrt(1 - γ**2) / np.linalg.norm(v, axis=1, keepdims=True)
    return np.column_stack([np.full(POINTS, γ), y[:, None] * v])


def _run(z: Array) -> tuple[Array, int]:
    """Go through the rows again and again; add each one that w does not get right."""
    w, updates, clean, i = np.zeros(z.shape[1]), 0, 0, 0
    while clean < len(z):
        if z[i] @ w <= 0:
            w, updates, clean = w + z[i], updates + 1, 0
        else:
            clean += 1
        i = (i + 1) % len(z)
    return w, updates
