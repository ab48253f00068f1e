"""Accepts every L."""

FAILS = {
    "test_worst_quadratic_refuses_bad_input",
}

# %%
import numpy as np


def require(condition, message):
    """Raise ValueError unless the condition is true (NaN makes every comparison false)."""
    if not condition:
        raise ValueError(message)


# %% worst_quadratic
def worst_quadratic(k, L):
    require(k >= 1 and k == int(k), "k must be a positive integer")
    Q = L / 4 * (2 * np.eye(k) - np.eye(k, k=1) - np.eye(k, k=-1))
    b = np.zeros(k)
    b[0] = L / 4
    return Q, b
