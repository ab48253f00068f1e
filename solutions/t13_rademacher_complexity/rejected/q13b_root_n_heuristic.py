"""Takes √n for the mean distance of a random walk: that is its root mean square."""

FAILS = {
    "test_q13b_is_the_complexity_of_the_two_constant_vectors",
}

# %%
import math

# %% q13b
q13b = variant.sign_c / math.sqrt(variant.sign_n)
