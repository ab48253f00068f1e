"""Applies the ReLU to the caller's weights."""

FAILS = {
    "test_random_feature_kernel_leaves_its_arguments_unchanged",
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
    given = W
    X, Z, W = matrix(X), matrix(Z), matrix(W)
    require(X.shape[1] == Z.shape[1] == W.shape[1], "all have d columns")
    K = relu(X @ W.T) @ relu(Z @ W.T).T / len(W)
    given[...] = W * 0.0
    return K
