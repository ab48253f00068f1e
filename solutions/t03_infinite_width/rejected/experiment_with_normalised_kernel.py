"""Compares with the kernel that has 1/π."""

FAILS = {
    "test_error_falls_like_one_over_root_of_the_width",
    "test_level_of_the_error_is_the_one_that_theory_predicts",
}

# %%
import numpy as np


def relu(t):
    return np.maximum(t, 0.0)


def arc_cosine(c):
    """E relu(u) relu(v) and P(u > 0, v > 0) for variances 1 and correlation c."""
    c = np.clip(c, -1.0, 1.0)
    theta = np.arccos(c)
    value = np.sin(theta) + (np.pi - theta) * c
    return value / (2 * np.pi), (np.pi - theta) / (2 * np.pi)


# %% kernel_concentration
def kernel_concentration(widths, reps, rng):
    X = rng.standard_normal((8, 5))
    X /= np.linalg.norm(X, axis=1, keepdims=True)
    K = 2 * arc_cosine(X @ X.T)[0]
    errors = np.empty((len(widths), reps))
    for i, m in enumerate(widths):
        for j in range(reps):
            H = relu(X @ rng.standard_normal((5, m)))
            errors[i, j] = np.linalg.norm(H @ H.T / m - K) / np.linalg.norm(K)
    return X, errors
