"""Takes the nearest pair of points; the nearest point of the hull lies between two."""

FAILS = {
    "test_q11a_is_the_largest_margin_of_the_three_points",
}

# %%
import numpy as np

# %% q11a
a, pair = np.array(variant.alone), np.array(variant.pair)
q11a = np.linalg.norm(a - pair, axis=1).min() / 2
