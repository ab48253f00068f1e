"""Forgets the last feature, 1 or |x|² (or adds one where there is none)."""

FAILS = {
    "test_q10b_is_covers_count_in_the_space_of_features",
}

# %%
import math

# %% q10b
# Features x; (x, 1); (|x|², x, 1). Then Cover's count in that many dimensions.
surfaces = ["hyperplanes through the origin", "hyperplanes", "spheres or hyperplanes"]
extra = surfaces.index(variant.surface)
features = variant.dim + (extra - 1 if extra else 1)
q10b = 2 * sum(math.comb(variant.points - 1, k) for k in range(features))
