"""Returns (x_bar, x_T)."""

FAILS = {
    "test_average_is_that_of_the_points_that_were_asked",
    "test_every_step_is_projected",
    "test_expectation_over_all_signs_is_exact_and_obeys_the_bound",
    "test_last_iterate_and_average_are_right",
    "test_the_bound_holds_on_every_path",
    "test_the_resisting_oracle_attains_the_bound",
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


# %% averaged_sgd
def averaged_sgd(grad, x0, eta, T, project=None):
    x = point(x0)
    require(0 < eta < math.inf, "eta must be positive")
    require(T >= 1, "T must be at least 1")
    visited = []
    for _ in range(T):
        visited.append(x)
        x = x - eta * gradient(grad, x)
        if project is not None:
            x = np.asarray(project(x), dtype=float)
    return np.mean(visited, axis=0), x
