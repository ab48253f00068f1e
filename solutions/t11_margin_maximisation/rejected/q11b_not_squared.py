"""Forgets to square the quotient."""

FAILS = {
    "test_q11b_is_the_largest_number_of_updates_the_theorem_allows",
}

# %%
import numpy as np

# %% q11b
Z = np.array(variant.labels)[:, None] * np.array(variant.points)
u = np.array(variant.u)
q11b = int(np.linalg.norm(Z, axis=1).max() * np.linalg.norm(u) / (Z @ u).min())
