"""Divides by dk = 0 and by h = 0 with a warning."""

FAILS = {
    "test_vanishing_derivatives_steps_that_are_not_positive_and_bad_degrees_are_refused",
}

# %%
import math

import numpy as np


# %% monomial_net
def monomial_net(dk, k, h, b0):
    k = abs(int(k))
    j = np.arange(k + 1)
    binomials = np.array([math.comb(k, i) for i in j], dtype=float)
    a = (-1.0) ** (k - j) * binomials / (np.float64(h) ** k * dk)
    return (j - k / 2) * h, np.full(k + 1, b0), a
