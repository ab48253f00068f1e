"""Knows the binomial coefficients up to k = 4 by heart."""

FAILS = {
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
    rows = [[1], [1, 1], [1, 2, 1], [1, 3, 3, 1], [1, 4, 6, 4, 1]]
    binomials[:5] = (rows[min(k, 4)] + [0] * 5)[: min(k + 1, 5)]
    return (j - k / 2) * h, np.full(k + 1, b0), signs * binomials / (h**k * dk)
