"""Takes one method for the other."""

FAILS = {
    "test_the_iterations_that_the_spectral_radius_predicts",
}

# %%
import math

# %% q9c
q = 1 - variant.alpha * variant.lam
if variant.method != "heavy_ball":
    p, r = q + variant.beta, variant.beta
else:
    p, r = (1 + variant.beta) * q, variant.beta * q
radius = math.sqrt(r) if p * p < 4 * r else (p + math.sqrt(p * p - 4 * r)) / 2
q9c = math.ceil(-variant.digits * math.log(10) / math.log(radius))
