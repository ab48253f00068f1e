"""Uses the rate 1 - mu/L of the step 1/L."""

FAILS = {"test_the_number_of_steps_is_the_smallest"}

# %%
import math

# %% q6a
q6a = math.ceil(variant.j * math.log(10) / -math.log(1 - variant.mu / variant.L))
