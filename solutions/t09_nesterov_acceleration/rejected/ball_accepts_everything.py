"""Checks the start only."""

FAILS = {
    "test_heavy_ball_refuses_bad_input",
}

# %%
import numpy as np


def point(x0):
    """Return x0 as a fresh float vector."""
    x = np.array(x0, dtype=float)
    if x.ndim != 1 or x.size == 0 or not np.isfinite(x).all():
        raise ValueError(f"the start must be a finite vector; got shape {x.shape}")
    return x


# %% heavy_ball
def heavy_ball(grad, x0, alpha, beta, n):
    x = before = point(x0)
    path = [x]
    for _ in range(n):
        x, before = x - alpha * grad(x) + beta * (x - before), x
        path.append(x)
    return np.stack(path)
