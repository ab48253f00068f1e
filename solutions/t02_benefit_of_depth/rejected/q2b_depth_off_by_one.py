"""Takes 4^-m for the error of f_m, so one layer too many."""

FAILS = {
    "test_q2b_is_the_error_at_the_point_with_the_least_depth",
}

# %% q2b
m = 0
while 4.0**-m > variant.eps:
    m += 1
theta = 2**m * variant.point % 1  # f_m is a chord between neighbouring knots j/2^m
q2b = theta * (1 - theta) / 4**m
