"""Checks only that S is a matrix."""

FAILS = {
    "test_relu_moments_refuses_what_is_no_covariance",
}

# %%
import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def matrix(A):
    A = np.array(A, dtype=float)
    require(A.ndim == 2 and A.size > 0 and np.isfinite(A).all(), "need a finite matrix")
    return A


def arc_cosine(c):
    """E relu(u) relu(v) and P(u > 0, v > 0) for variances 1 and correlation c."""
    c = np.clip(c, -1.0, 1.0)
    theta = np.arccos(c)
    value = np.sin(theta) + (np.pi - theta) * c
    return value / (2 * np.pi), (np.pi - theta) / (2 * np.pi)


# %% relu_moments
def relu_moments(S):
    S = matrix(S)
    scale = np.sqrt(max(S[0, 0] * S[1, 1], 0.0))
    if scale == 0:
        return 0.0, 0.25
    e, de = arc_cosine(S[0, 1] / scale)
    return scale * e, de
