"""Sums hat functions, each of three units."""

FAILS = {
    "test_net_has_at_most_one_hidden_unit_a_cell",
}

# %%
import numpy as np


# %% relu_interpolant
def table(x, y):
    x, y = np.array(x, dtype=float), np.array(y, dtype=float)
    if x.ndim != 1 or x.shape != y.shape or len(x) < 2:
        raise ValueError("need x and y of shape (m,)")
    if not (np.isfinite(x).all() and np.isfinite(y).all() and (np.diff(x) > 0).all()):
        raise ValueError("x must be finite and strictly increasing, y finite")
    return x, y


def relu_interpolant(x, y):
    x, y = table(x, y)
    left = np.append(2 * x[0] - x[1], x[:-1])
    right = np.append(x[1:], 2 * x[-1] - x[-2])
    kinks, a = [], []
    for p, q, r, v in zip(left, x, right, y):
        kinks += [p, q, r]
        a += [v / (q - p), -v / (q - p) - v / (r - q), v / (r - q)]
    return [(np.ones((len(a), 1)), -np.array(kinks)), (np.array([a]), np.zeros(1))]
