"""Leaves out the division by h^k: a difference, not a difference quotient."""

FAILS = {
    "test_error_falls_like_the_square_of_the_step",
    "test_error_goes_to_zero_with_the_step",
    "test_sixth_power_from_seven_exponentials",
}

# %%
import math

import numpy as np


# %% monomial_net
def monomial_net(dk, k, h, b0):
    if k < 0 or k != int(k) or not 0 < h < math.inf:
        raise ValueError("k or h")
    if dk == 0 or not (math.isfinite(dk) and math.isfinite(b0)):
        raise ValueError("dk or b0")
    j = np.arange(k + 1)
    binomials = np.array([math.comb(k, i) for i in j], dtype=float)
    signs = (-1.0) ** (k - j)
    return (j - k / 2) * h, np.full(k + 1, b0), signs * binomials / dk
