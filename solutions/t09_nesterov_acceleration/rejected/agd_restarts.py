"""Forgets its momentum every 20 steps."""

FAILS = {
    "test_the_points_asked_lie_ahead_of_the_iterates",
    "test_the_rate_holds_where_gradient_descent_breaks_it",
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


# %% agd
def agd(grad, x0, L, n):
    x = y = point(x0)
    require(0 < L < math.inf, "L must be positive")
    require(n >= 0, "n must not be negative")
    path, t = [x], 1.0
    for k in range(n):
        x_next = y - grad(y) / L
        t_next = (1 + math.sqrt(1 + 4 * t**2)) / 2
        y = x_next + (t - 1) / t_next * (x_next - x)
        if k % 20 == 19:
            y, t_next = x_next, 1.0
        x, t = x_next, t_next
        path.append(x)
    return np.stack(path)
