"""Lets numpy spread an outer weight over all units."""

FAILS = {
    "test_empirical_ntk_refuses_arrays_that_do_not_fit",
}

# %%

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


# %% empirical_ntk
def empirical_ntk(a, W, X, Z):
    a, W, X, Z = array(a, 1), array(W, 2), array(X, 2), array(Z, 2)
    m, d = W.shape
    require(X.shape[1] == d and Z.shape[1] == d, "points and weights in one space")
    U, V = X @ W.T, Z @ W.T  # preactivations, (n, m) and (k, m)
    trained_a = np.maximum(U, 0) @ np.maximum(V, 0).T
    trained_W = (X @ Z.T) * ((U > 0) * a**2 @ (V > 0).T)
    return (trained_a + trained_W) / m
