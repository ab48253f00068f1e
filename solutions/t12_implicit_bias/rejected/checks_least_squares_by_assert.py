"""Checks its input by assert, which python -O removes."""

FAILS = {
    "test_gd_limit_refuses_what_does_not_fit",
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


# %% gd_limit
def gd_limit(X, y, w0):
    X, y, w0 = (np.array(A, dtype=float) for A in (X, y, w0))
    assert X.ndim == 2 and X.size > 0 and y.shape == X.shape[:1] and w0.shape == X.shape[1:]
    assert all(np.isfinite(A).all() for A in (X, y, w0))
    return w0 + np.linalg.pinv(X, rcond=1e-12) @ (y - X @ w0)
