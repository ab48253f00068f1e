"""Finite classes, spectral complexity, the inverse of the binary relative entropy."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import rel_entr

from course_lib.inputs import finite, require_count, require_nonnegative
from course_lib.topics.t10_generalisation.inputs import require_open_unit


def _log_failures(delta: float, card: float) -> float:
    r"""Return $\ln(2|H|/δ)$ as a sum of logarithms: the quotient may overflow."""
    require_open_unit(delta=delta)
    if not 1 <= card < math.inf:
        raise ValueError(f"card must be finite and at least 1; got {card}")
    return math.log(2.0) + math.log(card) - math.log(delta)


def sample_size(eps: float, delta: float, card: float) -> int:
    r"""Return $n = ⌈\ln(2|H|/δ)/(2ε^2)⌉$.

    With probability 1 - δ all of |H| functions with values in [0, 1] have empirical means
    within ε of their means. Source: Hoeffding's inequality and the union bound
    (Shalev-Shwartz, Ben-David, ch. 4, finite classes are agnostically learnable).

    Args:
        eps: 0 < ε < 1.
        delta: 0 < δ < 1.
        card: |H|, an int or float, 1 <= |H| < infinity.

    Raises:
        ValueError: an argument is out of its range, or NaN.

    >>> sample_size(0.05, 0.05, 1000)
    2120
    """
    require_open_unit(eps=eps)
    return math.ceil(_log_failures(delta, card) / 2.0 / eps**2)


def gap_bound(n: int, delta: float, card: float) -> float:
    r"""Return $\sqrt{\ln(2|H|/δ)/(2n)}$, the ε that n points buy; not clipped at 1.

    Args:
        n: n >= 1.
        delta: 0 < δ < 1.
        card: |H|, an int or float, 1 <= |H| < infinity.

    Raises:
        ValueError: an argument is out of its range, or NaN.
    """
    require_count("n", n, 1)
    return math.sqrt(_log_failures(delta, card) / 2.0 / n)


def spectral_complexity(
    weights: Sequence[ArrayLike], refs: Sequence[ArrayLike] | None = None
) -> float:
    r"""Return $\prod_i‖A_i‖_σ (\sum_i (‖A_i^⊤ - M_i^⊤‖_{2,1}/‖A_i‖_σ)^{2/3})^{3/2}$.

    $‖A‖_σ$ is the spectral norm, and $‖A^⊤‖_{2,1}$ the sum of the Euclidean norms of the
    columns of $A^⊤$, which are the rows of A. Source: Bartlett, Foster, Telgarsky 2017, spectral
    complexity (first theorem) with 1-Lipschitz activations.

    Args:
        weights: A_1, …, A_L, A_i of shape (out_i, out_{i-1}), none of them zero, L >= 1.
        refs: M_1, …, M_L of the same shapes; None means zero.

    Raises:
        ValueError: no layer; shapes that do not fit; a zero A_i; NaN or infinities.
    """
    A = [finite(a, f"A_{i}", 2) for i, a in enumerate(weights, start=1)]
    if not A:
        raise ValueError("need at least one layer")
    if any(a.shape[0] != b.shape[1] for a, b in pairwise(A)):
        raise ValueError(f"the layers do not form a chain: {[a.shape for a in A]}")
    M = [np.zeros_like(a) for a in A]
    if refs is not None:
        M = [finite(m, f"M_{i}", 2) for i, m in enumerate(refs, start=1)]
    if [m.shape for m in M] != [a.shape for a in A]:
        raise ValueError("every M_i must have the shape of A_i")
    spectral = np.array([np.linalg.svd(a, compute_uv=False)[0] for a in A])
    if not (spectral > 0).all():
        raise ValueError("no A_i may be zero")
    rows = np.array(
        [np.linalg.norm(a - m, axis=1).sum() for a, m in zip(A, M, strict=True)]
    )
    return float(spectral.prod() * ((rows / spectral) ** (2 / 3)).sum() ** 1.5)


def binary_kl(q: float, p: float) -> float:
    r"""Return $\mathrm{kl}(q‖p) = q\ln\frac qp + (1-q)\ln\frac{1-q}{1-p}$, 0 ln 0 = 0."""
    return float(rel_entr(q, p) + rel_entr(1 - q, 1 - p))


def kl_inverse(q: float, c: float) -> float:
    r"""Return $\sup\{p ∈ [q, 1] : \mathrm{kl}(q‖p) ≤ c\}$ by bisection, to a rounding of p.

    kl(q‖·) grows strictly from 0 to infinity on [q, 1) if q < 1. Source: Maurer's form of the
    PAC-Bayes bound (Langford, Seeger): $\mathrm{kl}(\hat R‖R) ≤ (\mathrm{KL} + \ln(2\sqrt n/δ))/n$.

    Args:
        q: 0 <= q <= 1.
        c: c >= 0, finite.

    Raises:
        ValueError: an argument is out of its range, or NaN.
    """
    if not 0 <= q <= 1:
        raise ValueError(f"q must be in [0, 1]; got {q}")
    require_nonnegative(c=c)
    if q == 0:
        return -math.expm1(-c)
    if c == 0:  # near q the entropy is below its own rounding
        return float(q)
    low, high = float(q), 1.0
    while low < (middle := low + (high - low) / 2) < high:
        if binary_kl(q, middle) <= c:
            low = middle
        else:
            high = middle
    return low
