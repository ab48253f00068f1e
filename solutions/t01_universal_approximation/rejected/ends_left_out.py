"""Looks at the interior only: the ends of the interval are left out."""

FAILS = {
    "test_distance_is_the_maximum_over_knots_and_kinks",
    "test_errors_at_the_ends_of_the_interval_count",
    "test_net_and_table_are_left_unchanged",
    "test_units_without_a_kink_in_the_interval_and_units_with_one_kink_are_no_trouble",
}

# %%
import numpy as np


# %% sup_distance
def table(x, y):
    x, y = np.array(x, dtype=float), np.array(y, dtype=float)
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
    t = np.append(x[1:-1], kinks[(kinks > x[0]) & (kinks < x[-1])])
    return abs(value(net, t) - np.interp(t, x, y)).max(initial=0)
