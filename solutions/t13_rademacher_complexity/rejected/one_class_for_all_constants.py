"""Gives the same class whatever the constant is."""

FAILS = {
    "test_inequality_with_absolute_values_fails_for_every_constant",
}

# %%
import math

import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


# %% contraction_counterexample
def contraction_counterexample(constant=1.0):
    require(1 <= constant < math.inf, "need 1 <= constant < infinity")
    A = np.array([[0.0, 1.0]])
    return A, A + 1  # φ(t) = t + 1: complexity (1 + h)/2
