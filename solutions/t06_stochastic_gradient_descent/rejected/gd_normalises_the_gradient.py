"""Divides the gradient by its norm, so that the step never shrinks."""

FAILS = {
    "test_a_start_of_integers_is_a_point_like_any_other",
    "test_every_step_follows_the_negative_gradient",
    "test_values_obey_the_rate_of_drori_and_teboulle",
    "test_worst_huber_function_attains_the_rate",
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
        g = gradient(grad, x)
        x = x - eta * g / (np.linalg.norm(g) or 1.0)
        path.append(x)
    return np.stack(path)
