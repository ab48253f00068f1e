"""Never moves x_{k-1} on: the momentum is x_k - x_0."""

FAILS = {
    "test_best_parameters_give_double_roots_at_both_ends",
    "test_heavy_ball_asks_once_a_step_where_it_stands",
    "test_heavy_ball_follows_its_recursion",
    "test_the_heavy_ball_goes_round_in_a_cycle_of_three",
    "test_the_heavy_ball_keeps_its_start",
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
    require(0 <= beta < 1, "beta must lie in [0, 1)")
    require(n >= 0, "n must not be negative")
    path = [x]
    for _ in range(n):
        x = x - alpha * grad(x) + beta * (x - before)
        path.append(x)
    return np.stack(path)
