"""Contraction, bounds for nets and for the risk, the experiment."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from course_lib.inputs import Array, finite, require_count, require_nonnegative
from course_lib.topics.t13_rademacher_complexity.complexity import rademacher_exact
from course_lib.topics.t13_rademacher_complexity.inputs import vector

LIPSCHITZ_SLACK = 1e-9
"""Rounding allowed in |φ(s) - φ(t)| <= L |s - t|."""

DIMENSION = 3
"""Of the experiment."""


def contract(A: ArrayLike, phi: Callable[[Array], ArrayLike], L: float) -> Array:
    r"""Return the class φ∘A = {(φ(a_1), …, φ(a_n)) : a ∈ A}, shape (N, n).

    Args:
        A: the class, shape (N, n), N, n >= 1.
        phi: φ, vectorised.
        L: $|φ(s) - φ(t)| ≤ L|s - t| + 10^{-9}$ for all entries s, t of `A`; L >= 0.

    Raises:
        ValueError: a pair of entries breaks the inequality; bad `A` or `L`.
    """
    a = finite(A, "A", 2)
    require_nonnegative(L=L)
    s, first = np.unique(a, return_index=True)
    image = np.array(phi(a), dtype=np.float64)
    v = image.ravel()[first]
    if (np.abs(v[:, None] - v) > L * np.abs(s[:, None] - s) + LIPSCHITZ_SLACK).any():
        raise ValueError(f"phi is not {L}-Lipschitz on the entries of A")
    return image


def contraction_holds(
    A: ArrayLike, phi: Callable[[Array], ArrayLike], L: float
) -> tuple[float, float]:
    r"""Return both sides of $\hat R(φ∘A) ≤ L \hat R(A)$ (no absolute values, any φ(0)).

    Arguments and errors as in `contract`, with n <= 14. Source: contraction lemma of
    Ledoux and Talagrand, in the one-sided form of Meir and Zhang.
    """
    return rademacher_exact(contract(A, phi, L)), float(L) * rademacher_exact(A)


def contraction_counterexample(constant: float = 1.0) -> tuple[Array, Array]:
    r"""Return A and φ∘A with $\hat R_{abs}(φ∘A) > c\,\hat R_{abs}(A) > 0$, φ 1-Lipschitz.

    With absolute values no constant c is large enough unless φ(0) = 0: for φ(t) = t + 1 and
    A = {(0, h)} the sides are (1 + h)/2 and c h/2, so h = 1/(2c) will do. The entry 0 of A shows
    φ(0) = 1.

    Args:
        constant: c >= 1.

    Raises:
        ValueError: c < 1, or not finite.
    """
    if not (math.isfinite(constant) and constant >= 1):
        raise ValueError(f"the constant must be finite and at least 1; got {constant}")
    A = np.array([[0.0, 0.5 / constant]])
    return A, A + 1.0


def golowich_bound(fro_norms: Sequence[float], B: float, n: int) -> float:
    r"""Return $B(\sqrt{2\ln2·D} + 1)\prod_j M_j / \sqrt n$, a bound of the complexity of nets.

    The class: $x ↦ W_D\,s(W_{D-1} s(… s(W_1 x)))$ with real output and no biases,
    $‖W_j‖_F ≤ M_j$, s 1-Lipschitz, positively homogeneous, applied entrywise (ReLU), on n
    points with $‖x_i‖_2 ≤ B$. Source: Golowich, Rakhlin, Shamir 2018, first theorem.

    Args:
        fro_norms: M_1, …, M_D, all >= 0, D >= 1.
        B: B >= 0.
        n: n >= 1.

    Raises:
        ValueError: an argument is out of its range, or NaN or infinite.
    """
    M = vector(fro_norms, "fro_norms")
    require_nonnegative(B=B)
    require_count("n", n, 1)
    return float(B * (math.sqrt(2 * math.log(2) * M.size) + 1) * M.prod() / math.sqrt(n))


def risk_bound(emp: float, rad: float, n: int, delta: float) -> float:
    r"""Return $\mathrm{emp} + 2\,\mathrm{rad} + 3\sqrt{\ln(2/δ)/(2n)}$, not clipped at 1.

    With probability 1 - δ over the sample it bounds the risk of every function at once, if
    the loss has values in [0, 1] and `rad` is the empirical complexity of the loss class.
    Source: Mohri, Rostamizadeh, Talwalkar, Rademacher complexity bounds.

    Args:
        emp: empirical risk, >= 0.
        rad: empirical Rademacher complexity, >= 0.
        n: n >= 1.
        delta: 0 < δ < 1.

    Raises:
        ValueError: an argument is out of its range, or NaN or infinite.
    """
    require_nonnegative(emp=emp, rad=rad)
    require_count("n", n, 1)
    if not 0 < delta < 1:
        raise ValueError(f"need 0 < delta < 1; got {delta}")
    return float(emp + 2 * rad + 3 * math.sqrt(math.log(2 / delta) / (2 * n)))


def rad_vs_n(
    ns: Sequence[int], reps: int, rng: np.random.Generator, n_draws: int = 200
) -> tuple[Array, Array, Array]:
    r"""Return complexity, upper bound and generalisation gap, each of shape (len(ns), reps).

    For each n and repetition: n points uniform on the unit sphere of R^3, labels uniform on
    {-1, 1} and independent of them, weights $‖w‖_2 ≤ 1$, loss $(1 - y\,w·x)/2$. The true risk
    is 1/2 for every w, so the gap $\sup_w (L(w) - \hat L(w))$ is $‖\sum_i y_i x_i‖/(2n)$. The
    complexity is that of the linear class, from `n_draws` draws of σ.
    """
    rad, upper, gap = np.empty((3, len(ns), reps))
    for k, n in enumerate(ns):
        for r in range(reps):
            X = rng.standard_normal((n, DIMENSION))
            X /= np.linalg.norm(X, axis=1, keepdims=True)
            y = rng.choice((-1.0, 1.0), n)
            σ = rng.choice((-1.0, 1.0), (n_draws, n))
            rad[k, r] = np.linalg.norm(σ @ X, axis=1).mean() / n
            upper[k, r] = np.linalg.norm(X) / n
            gap[k, r] = np.linalg.norm(y @ X) / (2 * n)
    return rad, upper, gap
