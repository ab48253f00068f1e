"""Takes the distance of the hulls for the margin."""

FAILS = {
    "test_q11a_is_the_largest_margin_of_the_three_points",
}

# %%
import numpy as np

# %% q11a
a, (p, q) = np.array(variant.alone), np.array(variant.pair)
t = (a - p) @ (q - p) / ((q - p) @ (q - p))  # the foot p + t(q - p), inside the segment
q11a = np.linalg.norm(a - p - np.clip(t, 0, 1) * (q - p))
