"""Divides by d in place of m."""

FAILS = {
    "test_directions_spread_evenly_over_the_circle_give_the_arc_cosine_kernel",
    "test_kernel_is_the_mean_of_products_of_features",
    "test_kernel_is_the_mean_of_the_kernels_of_blocks_of_features",
}

# %%
import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def relu(t):
    return np.maximum(t, 0.0)


def matrix(A):
    A = np.array(A, dtype=float)
    require(A.ndim == 2 and A.size > 0 and np.isfinite(A).all(), "need a finite matrix")
    return A


# %% random_feature_kernel
def random_feature_kernel(X, Z, W):
    X, Z, W = matrix(X), matrix(Z), matrix(W)
    require(X.shape[1] == Z.shape[1] == W.shape[1], "all have d columns")
    return relu(X @ W.T) @ relu(Z @ W.T).T / W.shape[1]
