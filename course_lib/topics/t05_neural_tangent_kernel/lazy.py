"""The experiment: how far a wide net moves in training, and how far its kernel does."""

from collections.abc import Sequence

import numpy as np

from course_lib.inputs import Array, require_count
from course_lib.topics.t05_neural_tangent_kernel.kernels import empirical_ntk, ntk

_ANGLES = 2 * np.pi * np.arange(5) / 5

PENTAGON = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=1)
"""The training points, shape (5, 2): a regular pentagon on the unit circle. Its kernel is a
circulant matrix with three different eigenvalues, all positive."""

LABELS = np.array([1.0, -1.0, 1.0, 1.0, -1.0])
"""The targets; no eigenspace of the kernel is orthogonal to them."""


def ntk_drift(
    widths: Sequence[int], n_steps: int, rng: np.random.Generator
) -> tuple[Array, Array, Array]:
    r"""Return drift of the kernel, distance of the parameters, final loss, one a width.

    For each width m: $w_k ∼ N(0, I_2)$ and $a_k ∼ N(0, 1)$ for k <= m/2, the other half has the
    same w and the opposite a, so that f = 0 at the start. Then `n_steps` steps of gradient
    descent on $\frac12\sum_i(f(x_i) - y_i)^2$ in all parameters, $η = 1/λ_{\max}(Θ_0)$.

    Returns:
        $‖Θ_T - Θ_0‖_F/‖Θ_0‖_F$, $‖θ_T - θ_0‖/‖θ_0‖$ and the loss after the last step.

    Raises:
        ValueError: a width that is odd or below 2; n_steps < 0.
    """
    require_count("n_steps", n_steps, 0)
    if any(require_count("width", m, 2) % 2 for m in widths):
        raise ValueError("widths must be even")
    rows = [_train(m, n_steps, rng) for m in widths]
    drift, distance, loss = np.array(rows, dtype=np.float64).reshape(-1, 3).T
    return drift, distance, loss


def _train(m: int, n_steps: int, rng: np.random.Generator) -> tuple[float, float, float]:
    X = PENTAGON
    half = rng.standard_normal((m // 2, 3))  # a row is (w_k, a_k)
    start = np.vstack([half, half * [1.0, 1.0, -1.0]])
    before = empirical_ntk(start[:, 2], start[:, :2], X, X)
    rate = 1.0 / np.linalg.eigvalsh(before)[-1]
    θ = start.copy()
    for _ in range(n_steps):
        residual, on, z = _residual(θ)
        step = np.empty_like(θ)
        step[:, :2] = θ[:, 2:] * ((on * residual[:, None]).T @ X)
        step[:, 2] = residual @ (on * z)
        θ -= rate / np.sqrt(m) * step
    after = empirical_ntk(θ[:, 2], θ[:, :2], X, X)
    return (
        float(np.linalg.norm(after - before) / np.linalg.norm(before)),
        float(np.linalg.norm(θ - start) / np.linalg.norm(start)),
        float(((_residual(θ)[0]) ** 2).sum() / 2),
    )


def _residual(θ: Array) -> tuple[Array, Array, Array]:
    """Return f - y, shape (5,), and of every unit whether it is on and z, shape (5, m)."""
    z = PENTAGON @ θ[:, :2].T
    on = (z > 0).astype(np.float64)
    return (on * z) @ θ[:, 2] / np.sqrt(len(θ)) - LABELS, on, z


def lazy_prediction(n_steps: int) -> tuple[float, float]:
    r"""Return the limits for m -> ∞ of $\sqrt m\,‖θ_T - θ_0‖/‖θ_0‖$ and of the final loss.

    With Θ the limit kernel, $Q = I - Θ/λ_{\max}$ and $r_0 = -y$: the residual is $Q^T r_0$, the
    parameters move by $J^\top Θ^{-1}(I - Q^T) r_0$, and $‖θ_0‖^2/m → 3$.
    """
    scaled = np.sqrt(2.0) * PENTAGON
    Θ = ntk(scaled, scaled, 1, 1.0, 0.0)
    spectrum, basis = np.linalg.eigh(Θ)
    decay = (1 - spectrum / spectrum[-1]) ** n_steps
    c = (basis.T @ LABELS) ** 2
    moved = float(np.sqrt((c * (1 - decay) ** 2 / spectrum).sum() / 3))
    return moved, float((c * decay**2).sum() / 2)
