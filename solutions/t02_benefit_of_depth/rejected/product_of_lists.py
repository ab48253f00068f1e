"""Pairs the entries and returns a list of them, whatever the shapes."""

FAILS = {
    "test_factors_broadcast_as_in_a_product_of_arrays",
    "test_product_approx_refuses_factors_outside_the_square",
    "test_product_is_symmetric",
    "test_product_with_zero_is_zero",
}

# %%
import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def require_int(n, least):
    require(type(n) is int and n >= least, f"need an int >= {least}; got {n!r}")


# %% product_approx
def product_approx(x, y, m):
    require_int(m, 0)
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    require((np.abs(x) <= 1).all() and (np.abs(y) <= 1).all(), "need |x|, |y| <= 1")

    def f(t):
        theta = 2**m * t % 1
        return t**2 + theta * (1 - theta) / 4**m

    x, y = np.ravel(x), np.ravel(y)
    n = min(len(x), len(y))
    x, y = x[:n], y[:n]
    return 2 * (f(np.abs(x + y) / 2) - f(np.abs(x) / 2) - f(np.abs(y) / 2))
