"""Takes every other name for Nesterov's method, and every number."""

FAILS = {
    "test_radius_refuses_bad_input",
}

# %%
import math

import numpy as np


# %% iteration_radius
def iteration_radius(method, alpha, beta, lam):
    q = 1 - alpha * lam
    top = [(1 + beta) * q, -beta * q]
    if method == "heavy_ball":
        top = [q + beta, -beta]
    roots = np.roots([1, -top[0], -top[1]]) if math.isfinite(q + beta) else [q]
    return np.max(np.abs(roots), initial=0)
