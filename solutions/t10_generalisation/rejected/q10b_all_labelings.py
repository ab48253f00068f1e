"""Counts all labelings."""

FAILS = {
    "test_q10b_is_covers_count_in_the_space_of_features",
}

# %% q10b
# Features x; (x, 1); (|x|², x, 1). Then Cover's count in that many dimensions.
surfaces = ["hyperplanes through the origin", "hyperplanes", "spheres or hyperplanes"]
extra = surfaces.index(variant.surface)
features = variant.dim + extra
q10b = 2**variant.points
