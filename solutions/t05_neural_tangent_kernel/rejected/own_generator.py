"""Draws from a generator of its own."""

FAILS = {
    "test_the_same_generator_gives_the_same_nets_and_another_one_others",
}

# %%
import math

import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def array(values, ndim):
    """A fresh array with `ndim` axes, nonempty and finite."""
    A = np.array(values, dtype=float)
    require(A.ndim == ndim and A.size > 0, f"need {ndim} axes and some entries")
    require(np.isfinite(A).all(), "NaN or infinity")
    return A


# %% ntk_drift
def ntk_drift(widths, n_steps, rng):
    require(n_steps >= 0, "n_steps >= 0")
    require(all(m >= 2 and m % 2 == 0 for m in widths), "need even widths")
    angles = 2 * np.pi * np.arange(5) / 5
    X = np.column_stack([np.cos(angles), np.sin(angles)])
    y = np.array([1, -1, 1, 1, -1])
    rng = np.random.default_rng(0)
    result = []
    for m in widths:
        W, a = rng.standard_normal((m // 2, 2)), rng.standard_normal(m // 2)
        W, a = np.vstack([W, W]), np.concatenate([a, -a])
        W0, a0 = W, a
        Theta0 = empirical_ntk(a, W, X, X)
        eta = 1 / np.linalg.eigvalsh(Theta0).max()
        for _ in range(n_steps):
            H = np.maximum(X @ W.T, 0)
            r = H @ a / np.sqrt(m) - y
            grad_a = r @ H / np.sqrt(m)
            grad_W = a[:, None] * ((H > 0).T @ (r[:, None] * X)) / np.sqrt(m)
            a, W = a - eta * grad_a, W - eta * grad_W
        r = np.maximum(X @ W.T, 0) @ a / np.sqrt(m) - y
        moved = math.hypot(np.linalg.norm(a - a0), np.linalg.norm(W - W0))
        drift = np.linalg.norm(empirical_ntk(a, W, X, X) - Theta0) / np.linalg.norm(Theta0)
        distance = moved / math.hypot(np.linalg.norm(a0), np.linalg.norm(W0))
        result.append((drift, distance, r @ r / 2))
    return tuple(np.array(result).T)
