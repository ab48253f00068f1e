"""Forgets that the deviation has two sides."""

FAILS = {
    "test_q10a_is_the_sample_size_of_the_net",
}

# %%
import math

# %% q10a
log_card = variant.bits * variant.parameters * math.log(2)
q10a = math.ceil((math.log(1 / variant.delta) + log_card) / (2 * variant.eps**2))
