"""Forgets to halve the arguments, which then leave [0, 1]."""

FAILS = {
    "test_error_is_at_most_four_to_the_minus_m_and_not_zero",
    "test_factors_broadcast_as_in_a_product_of_arrays",
    "test_product_is_exact_if_a_factor_is_a_multiple_of_two_to_the_one_minus_m",
    "test_product_is_one_of_the_three_combinations_of_squares",
}

# %%
import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def require_int(n, least):
    require(type(n) is int and n >= least, f"need an int >= {least}; got {n!r}")


def preactivations(net, x):
    """The preactivations of all layers at the points x, one array (len(x), width) a layer."""
    out, h = [], np.reshape(x, (-1, 1))
    for W, b in net:
        out.append(h @ np.transpose(W) + b)
        h = np.maximum(out[-1], 0)
    return out


# %% product_approx
def product_approx(x, y, m):
    require_int(m, 0)
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    require((np.abs(x) <= 1).all() and (np.abs(y) <= 1).all(), "need |x|, |y| <= 1")
    net = square_net(m)

    def f(t):
        return preactivations(net, t)[-1].reshape(np.shape(t))

    return (f(np.abs(x + y)) - f(np.abs(x)) - f(np.abs(y))) / 2
