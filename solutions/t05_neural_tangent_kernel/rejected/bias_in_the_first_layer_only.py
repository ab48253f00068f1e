"""Forgets the bias of the hidden layers."""

FAILS = {
    "test_kernel_and_what_it_adds_to_the_process_kernel_are_positive_semidefinite",
    "test_kernel_obeys_the_recursion",
    "test_zero_points_antipodal_points_and_zero_weights_are_no_exceptions",
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


# %% ntk
def ntk(X, Z, depth, sigma_w, sigma_b):
    X, Z = array(X, 2), array(Z, 2)
    d = X.shape[1]
    require(Z.shape[1] == d, "different numbers of features")
    require(depth >= 0, "depth >= 0")
    require(0 <= sigma_w < math.inf and 0 <= sigma_b < math.inf, "need finite sigmas >= 0")
    K = sigma_b**2 + sigma_w**2 * X @ Z.T / d
    Kx = sigma_b**2 + sigma_w**2 * (X**2).sum(axis=1) / d  # the diagonals, one a batch
    Kz = sigma_b**2 + sigma_w**2 * (Z**2).sum(axis=1) / d
    Theta = K
    for _ in range(depth):
        size = np.sqrt(np.outer(Kx, Kz))
        cos = np.clip(K / np.where(size > 0, size, 1.0), -1, 1)  # size 0: then K = 0
        theta = np.arccos(cos)
        e = size / (2 * np.pi) * (np.sin(theta) + (np.pi - theta) * cos)
        e_dot = (np.pi - theta) / (2 * np.pi)
        K = sigma_w**2 * e
        Theta = K + sigma_w**2 * e_dot * Theta
        Kx = sigma_b**2 + sigma_w**2 * Kx / 2  # e at θ = 0
        Kz = sigma_b**2 + sigma_w**2 * Kz / 2
    return Theta
