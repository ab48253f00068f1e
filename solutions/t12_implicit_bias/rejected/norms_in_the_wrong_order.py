"""Returns the 2-norms first."""

FAILS = {
    "test_norms_are_those_of_the_hypentropy_interpolants",
    "test_one_norm_increases_with_alpha_from_its_least_value_and_two_norm_falls_to_its_own",
}

# %%
import numpy as np


# %% bias_vs_alpha
def bias_vs_alpha(alphas, X, y):
    W = np.array([hypentropy_interpolant(X, y, alpha) for alpha in alphas])
    return np.sqrt((W**2).sum(axis=1)), np.abs(W).sum(axis=1)


def angle_vs_t(ts, X, y, eta, direction):
    W = logistic_gd(X, y, eta, max(ts))[list(ts)]
    u = W / np.linalg.norm(W, axis=1, keepdims=True)
    v = np.asarray(direction) / np.linalg.norm(direction)
    return 2 * np.arctan2(np.linalg.norm(u - v, axis=1), np.linalg.norm(u + v, axis=1))
