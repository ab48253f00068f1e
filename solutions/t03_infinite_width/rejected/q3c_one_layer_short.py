"""Counts the first layer as a hidden one."""

FAILS = {
    "test_q3c_is_the_variance_after_all_hidden_layers",
}

# %% q3c
q3c = variant.sigma_b**2 + variant.sigma_w**2 * variant.size
for _ in range(variant.depth - 1):
    q3c = variant.sigma_b**2 + variant.sigma_w**2 * q3c / 2
