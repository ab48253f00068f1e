"""Stores the trajectory in an array with the type of x0."""

FAILS = {"test_a_start_of_integers_is_a_point_like_any_other"}

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


# %% gradient_descent
def gradient_descent(grad, x0, eta, n):
    x = point(x0)
    require(0 < eta < math.inf, "eta must be positive")
    require(n >= 0, "n must not be negative")
    path = np.empty((n + 1, len(x)), dtype=np.asarray(x0).dtype)
    path[0] = x
    for k in range(n):
        x = x - eta * gradient(grad, x)
        path[k + 1] = x
    return path
