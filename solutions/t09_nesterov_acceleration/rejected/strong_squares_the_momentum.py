"""Uses the momentum of the heavy ball, the square of the right one."""

FAILS = {
    "test_a_tiny_mu_is_as_good_as_any",
    "test_constant_momentum_follows_its_recursion",
    "test_constant_momentum_keeps_its_start",
    "test_every_step_starts_where_the_gradient_was_asked",
    "test_the_condition_number_enters_by_its_root",
    "test_values_obey_the_linear_rate",
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


# %% agd_strong
def agd_strong(grad, x0, L, mu, n):
    x = y = point(x0)
    require(0 < mu <= L < math.inf, "need 0 < mu <= L")
    require(n >= 0, "n must not be negative")
    root = math.sqrt(L / mu)
    beta = ((root - 1) / (root + 1)) ** 2
    path = [x]
    for _ in range(n):
        x_next = y - grad(y) / L
        y = x_next + beta * (x_next - x)
        x = x_next
        path.append(x)
    return np.stack(path)
