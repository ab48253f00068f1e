"""Uses (t_k - 1)/t_k: momentum 1 - 2/k in place of 1 - 3/k."""

FAILS = {
    "test_a_start_of_integers_is_a_point_like_any_other_and_stays_unchanged",
    "test_the_points_asked_lie_ahead_of_the_iterates",
    "test_the_trajectory_is_that_of_an_announced_schedule",
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
    for _ in range(n):
        x_next = y - grad(y) / L
        t_next = (1 + math.sqrt(1 + 4 * t**2)) / 2
        y = x_next + (t - 1) / t * (x_next - x)
        x, t = x_next, t_next
        path.append(x)
    return np.stack(path)
