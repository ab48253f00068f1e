"""Refuses beta = 0."""

FAILS = {
    "test_a_ball_without_weight_is_gradient_descent",
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


def require(condition, message):
    """Raise ValueError unless the condition is true (NaN makes every comparison false)."""
    if not condition:
        raise ValueError(message)


# %% heavy_ball
def heavy_ball(grad, x0, alpha, beta, n):
    x = before = point(x0)
    require(0 < alpha < math.inf, "alpha must be positive")
    require(0 < beta < 1, "beta must lie in [0, 1)")
    require(n >= 0, "n must not be negative")
    path = [x]
    for _ in range(n):
        x, before = x - alpha * grad(x) + beta * (x - before), x
        path.append(x)
    return np.stack(path)
