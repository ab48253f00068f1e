"""Keeps one v, the mean of the squares, for all coordinates."""

FAILS = {
    "test_a_step_plan_counts_from_one",
    "test_adam_follows_its_recursion",
    "test_amsgrad_divides_by_the_running_maximum",
    "test_coordinates_do_not_see_one_another",
    "test_every_iterate_of_adam_is_projected",
    "test_first_step_is_eta_times_the_sign",
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


# %% adam
def adam(grad, x0, eta, beta1, beta2, eps, n, amsgrad=False, project=None):
    x = point(x0)
    require(callable(eta) or 0 < eta < math.inf, "eta must be positive")
    require(0 <= beta1 < 1 and 0 <= beta2 < 1, "the betas must lie in [0, 1)")
    require(0 <= eps < math.inf, "eps must not be negative")
    require(n >= 0, "n must not be negative")
    path, m, v, largest = [x], 0.0, 0.0, np.zeros_like(x)
    for t in range(1, n + 1):
        g = gradient(grad, x)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * np.full_like(g, np.mean(g**2))
        largest = np.maximum(largest, v)
        m_hat = m / (1 - beta1**t)
        v_hat = (largest if amsgrad else v) / (1 - beta2**t)
        denominator = np.sqrt(v_hat) + eps
        denominator[denominator == 0] = 1.0  # then m_hat is 0 as well
        x = x - (eta(t) if callable(eta) else eta) * m_hat / denominator
        if project is not None:
            x = np.asarray(project(x), dtype=float)
        path.append(x)
    return np.stack(path)
