"""Returns xy."""

FAILS = {
    "test_error_is_at_most_four_to_the_minus_m_and_not_zero",
    "test_factors_broadcast_as_in_a_product_of_arrays",
    "test_product_is_one_of_the_three_combinations_of_squares",
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
    return x * y
