"""Adds the widths along a path where they multiply."""

FAILS = {
    "test_q7c_is_the_number_of_paths_over_that_of_edges",
}

# %% q7c
m = variant.path_widths
q7c = sum(m) / sum(m[i] * m[i + 1] for i in range(len(m) - 1))
