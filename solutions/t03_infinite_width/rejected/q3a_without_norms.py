"""Forgets the norms."""

FAILS = {
    "test_q3a_is_the_arc_cosine_kernel_at_the_angle",
}

# %%
import numpy as np


def arc_cosine(c):
    """E relu(u) relu(v) and P(u > 0, v > 0) for variances 1 and correlation c."""
    c = np.clip(c, -1.0, 1.0)
    theta = np.arccos(c)
    value = np.sin(theta) + (np.pi - theta) * c
    return value / (2 * np.pi), (np.pi - theta) / (2 * np.pi)


# %% q3a
q3a = arc_cosine(np.cos(variant.twelfths * np.pi / 12))[0]
