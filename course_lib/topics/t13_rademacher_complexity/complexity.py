"""Finite classes by enumeration, linear classes, Monte Carlo."""

import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike

from course_lib.inputs import Array, finite, require_count, require_nonnegative
from course_lib.topics.t13_rademacher_complexity.inputs import (
    half_signs,
    require_enumerable,
)


def rademacher_exact(A: ArrayLike, absolute: bool = False) -> float:
    r"""Return $\hat R(A) = \frac1n E_σ \max_{a∈A} σ·a$ by enumeration of all signs.

    σ and -σ are equally likely, so $E \max_a σ·a = \frac12 E(\max_a σ·a - \min_a σ·a)$: only
    half of the signs are visited, and translations drop out before anything is rounded.

    Args:
        A: the class, shape (N, n), N >= 1, 1 <= n <= 14; repeated rows do not matter.
        absolute: take $|σ·a|$ in place of $σ·a$.

    Raises:
        ValueError: `A` is not of this kind, or holds NaN or infinities.
    """
    a = finite(A, "A", 2)
    n = a.shape[1]
    require_enumerable(n)
    if not absolute:
        a -= a[0].copy()  # R(A + v) = R(A)
    total = 0.0
    for σ in half_signs(n):
        values = σ @ a.T
        high, low = values.max(axis=1), values.min(axis=1)
        total += float((np.maximum(high, -low) if absolute else (high - low) / 2).sum())
    return float(total / (n * 2.0 ** (n - 1)))


def mean_abs_sum(n: int) -> Fraction:
    r"""Return $E|σ_1 + … + σ_n| = n \binom{n-1}{⌊(n-1)/2⌋} 2^{-(n-1)}$, exactly, n >= 1.

    >>> mean_abs_sum(2), mean_abs_sum(3)
    (Fraction(1, 1), Fraction(3, 2))
    """
    return Fraction(n * math.comb(n - 1, (n - 1) // 2), 2 ** (n - 1))


def massart_bound(A: ArrayLike, center: bool = False) -> float:
    r"""Return $\frac{\sqrt{2\ln N}}n \max_{a∈A}‖a - \bar a‖_2$, at least $\hat R(A)$.

    A class is a set: N counts its distinct rows, and with `center` $\bar a$ is their mean;
    without, $\bar a = 0$. Source: Massart's finite class lemma.

    Args:
        A: the class, shape (N, n), N, n >= 1.
        center: subtract the mean of the distinct rows first.

    Raises:
        ValueError: `A` is not of this kind, or holds NaN or infinities.
    """
    a = np.unique(finite(A, "A", 2), axis=0)
    N, n = a.shape
    if center:
        a -= a.mean(axis=0)
    return float(np.linalg.norm(a, axis=1).max() * math.sqrt(2 * math.log(N)) / n)


def rademacher_linear(X: ArrayLike, B: float, p: int) -> tuple[float, float]:
    r"""Return the complexity of $\{x ↦ w·x : ‖w‖_p ≤ B\}$ on the rows of `X`, and its bound.

    The exact value is $\frac Bn E_σ ‖\sum_i σ_i x_i‖_q$ with the dual norm, q = 2 or ∞. It is
    at most $\frac Bn (\sum_i ‖x_i‖_2^2)^{1/2}$ for p = 2 (Jensen), and at most
    $\frac Bn \max_j ‖X_{:j}‖_2 \sqrt{2\ln 2d}$ for p = 1 (Massart for the vertices ± B e_j).

    Args:
        X: the sample, shape (n, d), d >= 1, 1 <= n <= 14.
        B: radius, B >= 0.
        p: 1 or 2.

    Raises:
        ValueError: an argument is out of its range, or holds NaN or infinities.
    """
    x = finite(X, "X", 2)
    n, d = x.shape
    require_enumerable(n)
    require_nonnegative(B=B)
    if p not in (1, 2):
        raise ValueError(f"p must be 1 or 2; got {p!r}")
    dual = np.inf if p == 1 else 2
    total = sum(float(np.linalg.norm(σ @ x, ord=dual, axis=1).sum()) for σ in half_signs(n))
    exact = B * total / (n * 2.0 ** (n - 1))
    if p == 2:
        return exact, B * float(np.linalg.norm(x)) / n
    widest = float(np.linalg.norm(x, axis=0).max())
    return exact, B * widest * math.sqrt(2 * math.log(2 * d)) / n


def rademacher_mc(
    sup_oracle: Callable[[Array], float], n: int, n_draws: int, rng: np.random.Generator
) -> tuple[float, float]:
    r"""Return a Monte Carlo estimate of $\hat R$ and its standard error.

    $Z_k = \frac1n \sup_a σ^k·a$ for independent $σ^1, …, σ^m$; the mean of the $Z_k$ and their
    sample standard deviation (divisor m - 1) over $\sqrt m$. One oracle call a draw.

    Args:
        sup_oracle: σ of shape (n,) -> $\sup_a σ·a$.
        n: n >= 1.
        n_draws: m >= 2.
        rng: the only source of chance.

    Raises:
        ValueError: n < 1 or n_draws < 2.
    """
    n, m = require_count("n", n, 1), require_count("n_draws", n_draws, 2)
    Z = np.array([sup_oracle(rng.choice((-1.0, 1.0), n)) for _ in range(m)]) / n
    return float(Z.mean()), float(Z.std(ddof=1) / math.sqrt(m))
