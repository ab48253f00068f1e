"""Does not check that the shapes fit."""

FAILS = {
    "test_random_feature_kernel_refuses_what_does_not_fit",
}

# %%
import numpy as np


def relu(t):
    return np.maximum(t, 0.0)


# %% random_feature_kernel
def random_feature_kernel(X, Z, W):
    X, Z, W = np.array(X), np.array(Z), np.array(W)
    return relu(X @ W.T) @ relu(Z @ W.T).T / len(W)
