"""Takes the sum of the widths plus one, as if the layers stood side by side."""

FAILS = {
    "test_q2c_is_the_number_of_errors_with_the_bound_on_the_pieces",
}

# %% q2c
pieces = sum(variant.widths) + 1
q2c = (2**variant.side_k - pieces) // 2
