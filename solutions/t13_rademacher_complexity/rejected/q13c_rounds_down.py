"""Rounds down, so that the bound is just missed."""

FAILS = {
    "test_q13c_is_the_least_number_of_points",
}

# %%
import math

# %% q13c
# ‖X_j‖ ≤ r √n, hence the bound B r √(2 ln 2d) / √n
q13c = math.floor(
    2 * math.log(2 * variant.dim) * (variant.radius * variant.entry / variant.eps) ** 2
)
