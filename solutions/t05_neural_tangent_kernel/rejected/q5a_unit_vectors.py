"""Forgets the lengths."""

FAILS = {
    "test_q5a_is_the_kernel_of_the_two_points",
}

# %%
import math

import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def array(values, ndim):
    """A fresh array with `ndim` axes, nonempty and finite."""
    A = np.array(values, dtype=float)
    require(A.ndim == ndim and A.size > 0, f"need {ndim} axes and some entries")
    require(np.isfinite(A).all(), "NaN or infinity")
    return A


# %% q5a
angle = math.radians(variant.angle)
x = np.array([[1.0, 0.0]])
z = np.array([[math.cos(angle), math.sin(angle)]])
q5a = ntk(x, z, 1, math.sqrt(2), 0)[0, 0]
