"""Checks the start only."""

FAILS = {
    "test_constant_momentum_refuses_bad_input",
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


# %% agd_strong
def agd_strong(grad, x0, L, mu, n):
    x = y = point(x0)
    root = abs(L / mu) ** 0.5 if mu else math.inf
    beta = (root - 1) / (root + 1)
    path = [x]
    for _ in range(n):
        x_next = y - grad(y) / L
        y = x_next + beta * (x_next - x)
        x = x_next
        path.append(x)
    return np.stack(path)
