"""Folds k + 1 times."""

FAILS = {
    "test_q2a_is_the_point_folded_k_times",
}

# %%
from fractions import Fraction

# %% q2a
q2a = Fraction(variant.tent_p, variant.tent_q)
for _ in range(variant.tent_k + 1):
    q2a = 1 - abs(2 * q2a - 1)
