"""Sorts the knots instead of refusing them."""

FAILS = {
    "test_tables_that_are_none_are_refused",
}

# %%
import numpy as np


# %% relu_interpolant
def relu_interpolant(x, y):
    x, y = np.array(x, dtype=float), np.array(y, dtype=float)
    if x.ndim != 1 or x.shape != y.shape or len(x) < 2:
        raise ValueError("need x and y of shape (m,)")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("not finite")
    order = np.argsort(x)
    x, y = x[order], y[order]
    s = np.diff(y) / np.diff(x)
    a = np.append(s[0], np.diff(s))
    return [(np.ones((len(a), 1)), -x[:-1]), (a[None], y[:1])]
