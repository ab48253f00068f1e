"""Gives the slope after the knot."""

FAILS = {
    "test_q1c_is_the_jump_of_the_slope",
}

# %% q1c
k, x, y = variant.knot, variant.knots, variant.values
q1c = (y[k + 1] - y[k]) / (x[k + 1] - x[k])
