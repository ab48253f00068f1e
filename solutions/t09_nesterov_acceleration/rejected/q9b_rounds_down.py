"""Rounds the numbers of steps down: the guarantee is not yet there."""

FAILS = {
    "test_the_steps_saved_by_the_better_guarantee",
}

# %%
import math
from fractions import Fraction

# %% q9b
ratio = variant.L_b * variant.R**2 * Fraction(10**variant.eps_places, variant.eps_digits)
slow = math.floor((ratio - 2) / 4)
fast = math.ceil(math.sqrt(2 * ratio)) - 1
q9b = slow - fast
