"""Subtracts the slope after the knot from the one before."""

FAILS = {
    "test_q1c_is_the_jump_of_the_slope",
}

# %% q1c
k, x, y = variant.knot, variant.knots, variant.values
q1c = (y[k] - y[k - 1]) / (x[k] - x[k - 1]) - (y[k + 1] - y[k]) / (x[k + 1] - x[k])
