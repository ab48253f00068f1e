"""Projects 0 on the line in place of the start."""

FAILS = {
    "test_q12a_is_the_first_entry_of_the_limit",
}

# %%
import numpy as np

# %% q12a
a = np.array(variant.a)
q12a = a[0] * variant.rhs / (a @ a)
