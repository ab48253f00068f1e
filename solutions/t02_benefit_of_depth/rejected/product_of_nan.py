"""Refuses what is larger than 1, which NaN is not."""

FAILS = {
    "test_product_approx_refuses_factors_outside_the_square",
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
    require(not (np.abs(x) > 1).any() and not (np.abs(y) > 1).any(), "need |x|, |y| <= 1")

    def f(t):
        theta = 2**m * t % 1
        return t**2 + theta * (1 - theta) / 4**m

    return 2 * (f(np.abs(x + y) / 2) - f(np.abs(x) / 2) - f(np.abs(y) / 2))
