"""Halves the factors in place."""

FAILS = {
    "test_product_approx_leaves_the_factors_unchanged",
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

    x /= 2
    y /= 2
    return 2 * (f(np.abs(x + y)) - f(np.abs(x)) - f(np.abs(y)))
