"""Rounds down: after that many steps the error is still too large."""

FAILS = {"test_the_number_of_steps_is_the_smallest"}

# %%
import math

# %% q6a
kappa = variant.L / variant.mu
q6a = math.floor(variant.j * math.log(10) / math.log((kappa + 1) / (kappa - 1)))
