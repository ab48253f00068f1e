"""Takes a kernel that is not symmetric."""

FAILS = {
    "test_descent_refuses_bad_kernels_steps_and_counts",
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


# %% kernel_gd
def kernel(K):
    K = array(K, 2)
    require(K.shape[0] == K.shape[1], "not square")
    return K


def max_stable_step(K):
    largest = np.linalg.eigvalsh(kernel(K)).max()
    require(largest > 0, "no positive eigenvalue")
    return 2 / largest


def kernel_gd(K, y, f0, eta, n):
    K, y, f = kernel(K), array(y, 1), array(f0, 1)
    require(y.shape == f.shape == (len(K),), "one value for each point")
    require(0 < eta < math.inf and n >= 0, "need eta > 0 and n >= 0")
    for _ in range(n):
        f = f - eta * K @ (f - y)
    return f
