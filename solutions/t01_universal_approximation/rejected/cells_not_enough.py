"""Rounds down."""

FAILS = {
    "test_q1a_is_the_least_number_of_cells",
}

# %%
import math

# %% q1a
q1a = math.floor(
    math.sqrt(variant.curvature / (8 * variant.eps_digit) * 10**variant.eps_power)
)
