"""Takes the product of the widths for the number of pieces."""

FAILS = {
    "test_q2c_is_the_number_of_errors_with_the_bound_on_the_pieces",
}

# %%
from math import prod

# %% q2c
pieces = prod(variant.widths)
q2c = (2**variant.side_k - pieces) // 2
