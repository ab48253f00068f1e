"""Forgets that ReLU halves the second moment."""

FAILS = {
    "test_q3c_is_the_variance_after_all_hidden_layers",
}

# %% q3c
q3c = variant.sigma_b**2 + variant.sigma_w**2 * variant.size
for _ in range(variant.depth):
    q3c = variant.sigma_b**2 + variant.sigma_w**2 * q3c
