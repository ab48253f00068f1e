"""Adds a hidden layer."""

FAILS = {
    "test_a_net_without_hidden_layers_has_an_affine_kernel",
    "test_kernel_follows_the_recursion_over_the_layers",
    "test_kernel_is_that_of_a_very_wide_random_net",
    "test_zero_repeated_and_opposite_points_are_legal",
}

# %%
import math

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


# %% nngp_kernel
def nngp_kernel(X, Z, depth, sigma_w, sigma_b):
    X, Z = matrix(X), matrix(Z)
    require(X.shape[1] == Z.shape[1], "X and Z have d columns")
    require(depth >= 0, "need depth >= 0")
    require(0 <= sigma_w < math.inf and 0 <= sigma_b < math.inf, "need finite sigmas >= 0")

    def affine(K):
        return sigma_b**2 + sigma_w**2 * K

    d = X.shape[1]
    K = affine(X @ Z.T / d)
    var_x, var_z = affine((X**2).sum(axis=1) / d), affine((Z**2).sum(axis=1) / d)
    for _ in range(depth + 1):
        scale = np.sqrt(np.outer(var_x, var_z))
        c = np.divide(K, scale, out=np.zeros_like(K), where=scale > 0)
        K = affine(scale * arc_cosine(c)[0])
        var_x, var_z = affine(var_x / 2), affine(var_z / 2)
    return K
