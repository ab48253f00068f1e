"""Approximates two of the three squares and takes y² as it is."""

FAILS = {
    "test_factors_broadcast_as_in_a_product_of_arrays",
    "test_product_is_exact_if_a_factor_is_a_multiple_of_two_to_the_one_minus_m",
    "test_product_is_one_of_the_three_combinations_of_squares",
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

    return 2 * (f(np.abs(x + y) / 2) - f(np.abs(x) / 2) - (y / 2) ** 2)
