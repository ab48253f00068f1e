"""Gives the error its sign, a < 0: the supremum of a modulus is not negative."""

FAILS = {
    "test_q1b_is_the_error_of_the_bernstein_polynomial",
}

# %% q1b
q1b = variant.quadratic[0] / (4 * variant.degree)
