"""Takes w_1 for the first row, so that w_{t+1} stands for w_t."""

FAILS = {
    "test_angles_are_those_of_the_iterates_of_gradient_descent",
}

# %%
import numpy as np


# %% bias_vs_alpha
def bias_vs_alpha(alphas, X, y):
    W = np.array([hypentropy_interpolant(X, y, alpha) for alpha in alphas])
    return np.abs(W).sum(axis=1), np.sqrt((W**2).sum(axis=1))


def angle_vs_t(ts, X, y, eta, direction):
    W = logistic_gd(X, y, eta, max(ts) + 1)[1:][list(ts)]
    u = W / np.linalg.norm(W, axis=1, keepdims=True)
    v = np.asarray(direction) / np.linalg.norm(direction)
    return 2 * np.arctan2(np.linalg.norm(u - v, axis=1), np.linalg.norm(u + v, axis=1))
