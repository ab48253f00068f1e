"""Takes a short w for 0 and refuses it."""

FAILS = {
    "test_scaling_w_and_b_changes_nothing",
}

# %%
import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def finite(a, ndim):
    """Return a copy of a as a float array with this number of axes."""
    a = np.array(a, dtype=float)
    require(a.ndim == ndim and a.size > 0, f"need {ndim} axes, at least one entry")
    require(np.isfinite(a).all(), "NaN or infinity")
    return a


def data(X, y):
    X, y = finite(X, 2), finite(y, 1)
    require(len(X) == len(y), "as many labels as points")
    require(np.isin(y, (-1, 1)).all(), "labels are -1 or 1")
    return X, y


# %% geometric_margin
def geometric_margin(w, b, X, y, ord=2):
    X, y = data(X, y)
    w, b = finite(w, 1), finite(b, 0)
    require(len(w) == X.shape[1], "w does not fit X")
    require(np.linalg.norm(w) > 1e-3, "w = 0")
    require(ord in (1, 2, np.inf), "ord is 1, 2 or inf")
    return np.min(y * (X @ w + b)) / np.linalg.norm(w, ord)
