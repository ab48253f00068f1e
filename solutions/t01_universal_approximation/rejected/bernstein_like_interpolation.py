"""Takes the interpolation error, |f''|/(8 n^2)."""

FAILS = {
    "test_q1b_is_the_error_of_the_bernstein_polynomial",
}

# %% q1b
q1b = abs(2 * variant.quadratic[0]) / (8 * variant.degree**2)
