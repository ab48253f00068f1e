"""Takes t(1 - t) at most 1 instead of 1/4."""

FAILS = {
    "test_q1b_is_the_error_of_the_bernstein_polynomial",
}

# %% q1b
q1b = abs(variant.quadratic[0]) / variant.degree
