"""Rounds up: the number of updates is at most the bound, not at least."""

FAILS = {
    "test_q11b_is_the_largest_number_of_updates_the_theorem_allows",
}

# %%
import numpy as np

# %% q11b
Z = np.array(variant.labels)[:, None] * np.array(variant.points)
u = np.array(variant.u)
q11b = 1 + int((Z**2).sum(axis=1).max()) * int(u @ u) // int((Z @ u).min()) ** 2
