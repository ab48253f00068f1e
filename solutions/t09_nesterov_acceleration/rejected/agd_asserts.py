"""Checks by assert, which disappears under python -O."""

FAILS = {
    "test_agd_refuses_bad_input",
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


# %% agd
def agd(grad, x0, L, n):
    x = y = point(x0)
    assert 0 < L < math.inf
    assert n >= 0
    path, t = [x], 1.0
    for _ in range(n):
        x_next = y - grad(y) / L
        t_next = (1 + math.sqrt(1 + 4 * t**2)) / 2
        y = x_next + (t - 1) / t_next * (x_next - x)
        x, t = x_next, t_next
        path.append(x)
    return np.stack(path)
