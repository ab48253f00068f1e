"""Draws points with nonnegative coordinates."""

FAILS = {
    "test_points_are_spread_over_the_whole_sphere",
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
    X = rng.random((8, 5))
    X /= np.linalg.norm(X, axis=1, keepdims=True)
    K = arc_cosine(X @ X.T)[0]
    errors = np.empty((len(widths), reps))
    for i, m in enumerate(widths):
        for j in range(reps):
            H = relu(X @ rng.standard_normal((5, m)))
            errors[i, j] = np.linalg.norm(H @ H.T / m - K) / np.linalg.norm(K)
    return X, errors
