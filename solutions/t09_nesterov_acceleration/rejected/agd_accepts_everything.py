"""Checks nothing."""

FAILS = {
    "test_agd_refuses_bad_input",
}

# %%
import math

import numpy as np


# %% agd
def agd(grad, x0, L, n):
    x = y = np.array(x0, dtype=float)
    path, t = [x], 1.0
    for _ in range(n):
        x_next = y - grad(y) / L
        t_next = (1 + math.sqrt(1 + 4 * t**2)) / 2
        y = x_next + (t - 1) / t_next * (x_next - x)
        x, t = x_next, t_next
        path.append(x)
    return np.stack(path)
