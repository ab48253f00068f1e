"""Asks for the gradient at the last point too, to look whether it is small."""

FAILS = {
    "test_gradient_descent_asks_once_a_step_where_it_stands",
    "test_no_step_returns_the_start_alone",
}

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
    path = [x]
    for _ in range(n):
        x = x - eta * gradient(grad, x)
        path.append(x)
    gradient(grad, x)
    return np.stack(path)
