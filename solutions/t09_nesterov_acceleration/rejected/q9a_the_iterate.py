"""Gives x_j in place of y_j."""

FAILS = {
    "test_the_point_at_which_the_gradient_is_asked",
}

# %%
import math

# %% q9a
shrink = 1 - variant.lam_a / variant.L_a  # x - f'(x)/L = shrink * x
x, y, t = variant.x0, variant.x0, 1.0
for _ in range(variant.j):
    x_next, t_next = shrink * y, (1 + math.sqrt(1 + 4 * t**2)) / 2
    y = x_next + (t - 1) / t_next * (x_next - x)
    x, t = x_next, t_next
q9a = x
