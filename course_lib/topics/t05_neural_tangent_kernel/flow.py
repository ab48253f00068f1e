"""Training in function space: gradient flow and gradient descent with a fixed kernel."""

import numpy as np
from numpy.typing import ArrayLike

from course_lib.inputs import (
    Array,
    finite,
    require_count,
    require_nonnegative,
    require_positive,
)
from course_lib.topics.t05_neural_tangent_kernel.inputs import symmetric, vector


def kernel_flow(
    Ktt: ArrayLike,
    Kst: ArrayLike,
    y: ArrayLike,
    f0t: ArrayLike,
    f0s: ArrayLike,
    eta: float,
    t: float,
) -> tuple[Array, Array]:
    r"""Return the values at time t on the training and the test points, (n,) and (k,).

    $\dot f = -η K_{tt}(f - y)$, $\dot f_s = -η K_{st}(f - y)$: gradient flow on
    $\frac12\sum_i (f_i - y_i)^2$. In the eigenbasis of $K_{tt}$ the residual decays by
    $e^{-ηλt}$, and its time integral is $(1 - e^{-ηλt})/(ηλ)$, which is t for λ = 0.

    Args:
        Ktt: kernel of the training points, (n, n), symmetric positive semidefinite.
        Kst: kernel of the test points (rows) with the training points, (k, n).
        y: targets, (n,).
        f0t: initial values on the training points, (n,).
        f0s: initial values on the test points, (k,).
        eta: η > 0.
        t: t >= 0.

    Raises:
        ValueError: shapes that do not fit, NaN or infinity, `Ktt` not symmetric, η or t out of
            range.

    Source: Jacot, Gabriel, Hongler 2018; Lee et al. 2019.
    """
    K = symmetric(Ktt)
    cross = finite(Kst, "Kst", 2)
    if cross.shape[1] != len(K):
        raise ValueError(f"Kst must have {len(K)} columns; got {cross.shape}")
    target, start = vector(y, "y", len(K)), vector(f0t, "f0t", len(K))
    start_test = vector(f0s, "f0s", len(cross))
    require_positive(eta=eta)
    require_nonnegative(t=t)
    spectrum, basis = np.linalg.eigh(K)
    s = float(eta) * float(t) * np.maximum(spectrum, 0.0)
    mean_decay = np.divide(-np.expm1(-s), s, out=np.ones_like(s), where=s > 0)
    residual = basis.T @ (start - target)
    train = target + basis @ (np.exp(-s) * residual)
    test = start_test - eta * t * (cross @ (basis @ (mean_decay * residual)))
    return train, test


def max_stable_step(K: ArrayLike) -> float:
    r"""Return $2/λ_{\max}(K)$: below it gradient descent contracts, above it diverges.

    Raises:
        ValueError: `K` is not a symmetric matrix, is not finite, or $λ_{\max} ≤ 0$.
    """
    largest = float(np.linalg.eigvalsh(symmetric(K))[-1])
    if not largest > 0:
        raise ValueError("K must have a positive eigenvalue")
    return 2.0 / largest


def kernel_gd(K: ArrayLike, y: ArrayLike, f0: ArrayLike, eta: float, n: int) -> Array:
    r"""Return $f_n = y + (I - ηK)^n (f_0 - y)$: n steps $f ← f - ηK(f - y)$, shape (n_samples,).

    Args:
        K: symmetric kernel matrix.
        y: targets.
        f0: initial values.
        eta: η > 0, also beyond the stable step.
        n: n >= 0.

    Raises:
        ValueError: shapes that do not fit, NaN or infinity, `K` not symmetric, η <= 0, n < 0.
    """
    k = symmetric(K)
    target, start = vector(y, "y", len(k)), vector(f0, "f0", len(k))
    require_positive(eta=eta)
    spectrum, basis = np.linalg.eigh(k)
    factor = (1 - eta * spectrum) ** require_count("n", n, 0)
    return np.asarray(target + basis @ (factor * (basis.T @ (start - target))))
