"""Doubles modulo 1 without folding back."""

FAILS = {
    "test_q2a_is_the_point_folded_k_times",
}

# %%
from fractions import Fraction

# %% q2a
q2a = Fraction(variant.tent_p, variant.tent_q)
for _ in range(variant.tent_k):
    q2a = 2 * q2a % 1
