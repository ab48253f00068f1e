"""Counts the hidden layers, D - 1, in place of the matrices."""

FAILS = {
    "test_net_bound_is_the_formula_of_golowich_rakhlin_and_shamir",
}

# %%
import math

import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


# %% golowich_bound
def golowich_bound(fro_norms, B, n):
    M = np.array(fro_norms, dtype=float)
    require(M.ndim == 1 and M.size > 0, "need at least one layer")
    require(np.isfinite(M).all() and (M >= 0).all(), "need finite norms >= 0")
    require(0 <= B < math.inf and n >= 1, "need 0 <= B < infinity and n >= 1")
    return B * (np.sqrt(2 * np.log(2) * (len(M) - 1)) + 1) * M.prod() / np.sqrt(n)


def risk_bound(emp, rad, n, delta):
    require(0 <= emp < math.inf and 0 <= rad < math.inf, "need finite emp, rad >= 0")
    require(n >= 1 and 0 < delta < 1, "need n >= 1 and 0 < delta < 1")
    return emp + 2 * rad + 3 * np.sqrt(np.log(2 / delta) / (2 * n))
