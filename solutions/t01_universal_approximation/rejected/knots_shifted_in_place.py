"""Moves the first knot to 0 in the caller's array."""

FAILS = {
    "test_knots_and_values_are_left_unchanged",
}

# %%
import numpy as np


# %% relu_interpolant
def relu_interpolant(x, y):
    if x.ndim != 1 or x.shape != y.shape or len(x) < 2:
        raise ValueError("need x and y of shape (m,)")
    if not (np.isfinite(x).all() and np.isfinite(y).all() and (np.diff(x) > 0).all()):
        raise ValueError("x must be finite and strictly increasing, y finite")
    first = x[0]
    x -= first
    s = np.diff(y) / np.diff(x)
    a = np.append(s[0], np.diff(s))
    return [(np.ones((len(a), 1)), -x[:-1] - first), (a[None], y[:1])]
