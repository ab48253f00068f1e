"""Normalises the caller's matrix."""

FAILS = {
    "test_relu_moments_leaves_the_covariance_unchanged",
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


def covariance(S):
    S = matrix(S)
    require(S.shape == (2, 2), "S is 2 × 2")
    rounding = 1e-10 * max(1.0, np.trace(S))
    require(abs(S[0, 1] - S[1, 0]) <= rounding, "S must be symmetric")
    require(np.linalg.eigvalsh(S)[0] >= -rounding, "S must be positive semidefinite")
    return S


# %% relu_moments
def relu_moments(S):
    D = covariance(S)
    S /= max(D[0, 0], 1e-9)
    S = D
    scale = np.sqrt(max(S[0, 0] * S[1, 1], 0.0))
    if scale == 0:
        return 0.0, 0.25
    e, de = arc_cosine(S[0, 1] / scale)
    return scale * e, de
