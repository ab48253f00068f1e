"""Takes u as it is, as if it were of norm 1."""

FAILS = {
    "test_q11b_is_the_largest_number_of_updates_the_theorem_allows",
}

# %%
import numpy as np

# %% q11b
Z = np.array(variant.labels)[:, None] * np.array(variant.points)
u = np.array(variant.u)
q11b = int((Z**2).sum(axis=1).max()) // int((Z @ u).min()) ** 2
