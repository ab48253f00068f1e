"""Returns x_1, ..., x_n without x_0."""

FAILS = {
    "test_a_changing_step_multiplies_the_whole_velocity",
    "test_a_constant_slope_is_run_down_with_growing_speed",
    "test_heavy_ball_differences_obey_polyaks_equation",
    "test_heavy_ball_follows_its_recursion",
    "test_momentum_without_steps_returns_the_start_alone",
    "test_nesterov_momentum_follows_its_recursion",
    "test_without_momentum_it_is_gradient_descent",
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


# %% sgd_momentum
def sgd_momentum(grad, x0, eta, beta, n, nesterov=False):
    x = point(x0)
    require(callable(eta) or 0 < eta < math.inf, "eta must be positive")
    require(0 <= beta < 1, "beta must lie in [0, 1)")
    require(n >= 0, "n must not be negative")
    path, v = [], 0.0
    for k in range(n):
        g = gradient(grad, x)
        v = beta * v + g
        step = eta(k) if callable(eta) else eta
        x = x - step * (g + beta * v if nesterov else v)
        path.append(x)
    return np.array(path)
