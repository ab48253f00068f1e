"""Returns one minus the cosine."""

FAILS = {
    "test_angle_to_the_svm_falls_like_one_over_log_t",
    "test_angles_are_those_of_the_iterates_of_gradient_descent",
}

# %%
import numpy as np


# %% bias_vs_alpha
def bias_vs_alpha(alphas, X, y):
    W = np.array([hypentropy_interpolant(X, y, alpha) for alpha in alphas])
    return np.abs(W).sum(axis=1), np.sqrt((W**2).sum(axis=1))


def angle_vs_t(ts, X, y, eta, direction):
    W = logistic_gd(X, y, eta, max(ts))[list(ts)]
    u = W / np.linalg.norm(W, axis=1, keepdims=True)
    v = np.asarray(direction) / np.linalg.norm(direction)
    return 1 - u @ v
