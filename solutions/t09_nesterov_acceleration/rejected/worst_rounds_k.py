"""Rounds k = 2.5 and takes an empty matrix for k = 0."""

FAILS = {
    "test_worst_quadratic_refuses_bad_input",
}

# %%
import math

import numpy as np


def require(condition, message):
    """Raise ValueError unless the condition is true (NaN makes every comparison false)."""
    if not condition:
        raise ValueError(message)


# %% worst_quadratic
def worst_quadratic(k, L):
    require(0 < L < math.inf, "L must be positive")
    k = max(int(k), 0)
    Q = L / 4 * (2 * np.eye(k) - np.eye(k, k=1) - np.eye(k, k=-1))
    b = np.zeros(k)
    b[:1] = L / 4
    return Q, b
