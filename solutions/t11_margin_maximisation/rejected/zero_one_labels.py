"""Accepts labels 0 and 1 and reads 0 as -1."""

FAILS = {
    "test_labels_zero_and_one_are_refused",
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


# %% geometric_margin
def geometric_margin(w, b, X, y, ord=2):
    X, y = finite(X, 2), finite(y, 1)
    require(len(X) == len(y), "as many labels as points")
    require(np.isin(y, (-1, 0, 1)).all(), "labels")
    y = np.where(y == 0, -1, y)
    w, b = finite(w, 1), finite(b, 0)
    require(len(w) == X.shape[1], "w does not fit X")
    require(w.any(), "w = 0")
    require(ord in (1, 2, np.inf), "ord is 1, 2 or inf")
    return np.min(y * (X @ w + b)) / np.linalg.norm(w, ord)
