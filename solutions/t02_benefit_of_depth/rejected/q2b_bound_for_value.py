"""Gives the bound 4^-(m+1) in place of the error at the point."""

FAILS = {
    "test_q2b_is_the_error_at_the_point_with_the_least_depth",
}

# %% q2b
m = 0
while 4.0 ** -(m + 1) > variant.eps:
    m += 1
theta = 2**m * variant.point % 1  # f_m is a chord between neighbouring knots j/2^m
q2b = 4.0 ** -(m + 1)
