"""Uses eta sigma^2 / (2 lam), which holds in the limit of small steps."""

FAILS = {"test_the_stationary_variance_of_the_variant"}

# %% q6c
q6c = variant.eta * variant.sigma**2 / (2 * variant.lam)
