"""Ignores project."""

FAILS = {"test_every_step_is_projected"}

# %%
import math

import numpy as np


def point(x0):
    """Return x0 as a fresh float vector."""
    x = np.array(x0, dtype=float)
    if x.ndim != 1 or x.size == 0 or not np.isfinite(x).all():
        raise ValueError(f"the start must be a finite vector; got shape {x.shape}")
    return x


def gradient(grad, x):
    """Return the answer of the oracle at x."""
    g = np.asarray(grad(x), dtype=float)
    if g.shape != x.shape or not np.isfinite(g).all():
        raise ValueError("the oracle did not answer with a finite vector")
    return g


def require(condition, message):
    """Raise ValueError unless the condition is true (NaN makes every comparison false)."""
    if not condition:
        raise ValueError(message)


# %% averaged_sgd
def averaged_sgd(grad, x0, eta, T, project=None):
    x = point(x0)
    require(0 < eta < math.inf, "eta must be positive")
    require(T >= 1, "T must be at least 1")
    visited = []
    for _ in range(T):
        visited.append(x)
        x = x - eta * gradient(grad, x)
    return x, np.mean(visited, axis=0)
