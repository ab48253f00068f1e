"""Bounds the error by M h^2/2, Taylor's remainder, instead of M h^2/8."""

FAILS = {
    "test_q1a_is_the_least_number_of_cells",
}

# %%
import math

# %% q1a
q1a = math.ceil(
    math.sqrt(variant.curvature / (2 * variant.eps_digit) * 10**variant.eps_power)
)
