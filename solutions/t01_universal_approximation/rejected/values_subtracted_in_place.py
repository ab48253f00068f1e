"""Subtracts the net from the caller's y."""

FAILS = {
    "test_net_and_table_are_left_unchanged",
}

# %%
import numpy as np


# %% sup_distance
def table(x, y):
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if x.ndim != 1 or x.shape != y.shape or len(x) < 2:
        raise ValueError("need x and y of shape (m,)")
    if not (np.isfinite(x).all() and np.isfinite(y).all() and (np.diff(x) > 0).all()):
        raise ValueError("x must be finite and strictly increasing, y finite")
    return x, y


def parts(net):
    if len(net) != 2 or net[0][0].shape[1] != 1 or net[1][0].shape[0] != 1:
        raise ValueError("need one hidden layer, one input, one output")
    (W, b), (V, c) = net
    return W[:, 0], b, V[0], c[0]


def value(net, t):
    w, b, v, c = parts(net)
    return np.maximum(np.outer(t, w) + b, 0) @ v + c


def sup_distance(net, x, y):
    x, y = table(x, y)
    w, b, _, _ = parts(net)
    kinks = -b[w != 0] / w[w != 0]
    t = np.append(x, kinks[(kinks > x[0]) & (kinks < x[-1])])
    size = abs(value(net, t) - np.interp(t, x, y)).max()
    y -= value(net, x)
    return size
