"""Moves the caller's w_0."""

FAILS = {
    "test_gd_limit_leaves_its_arguments_unchanged",
}

# %%
import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def finite(A, ndim):
    A = np.array(A, dtype=float)
    require(A.ndim == ndim and A.size > 0, f"need {ndim} axes and at least one entry")
    require(np.isfinite(A).all(), "NaN or infinity")
    return A


def equations(X, y):
    X, y = finite(X, 2), finite(y, 1)
    require(len(X) == len(y), "one value for each row of X")
    return X, y


# %% gd_limit
def gd_limit(X, y, w0):
    X, y = equations(X, y)
    finite(w0, 1)
    require(w0.size == X.shape[1], "w0 does not fit X")
    w0 += np.linalg.lstsq(X, y - X @ w0, rcond=1e-12)[0]
    return w0
