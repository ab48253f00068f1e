"""Draws the points from the cube of side 1, inside the sphere."""

FAILS = {
    "test_complexity_lies_between_the_bound_over_root_two_and_the_bound",
    "test_gap_falls_like_one_over_root_n_at_half_the_level_of_the_complexity",
    "test_upper_bound_is_one_over_root_n_in_every_repetition",
}

# %%
import numpy as np


# %% rad_vs_n
def rad_vs_n(ns, reps, rng):
    rad, upper, gap = np.empty((3, len(ns), reps))
    for k, n in enumerate(ns):
        for r in range(reps):
            X = rng.uniform(-0.5, 0.5, (n, 3))
            y = rng.choice((-1.0, 1.0), size=n)
            sigmas = rng.choice((-1.0, 1.0), size=(200, n))
            rad[k, r] = np.linalg.norm(sigmas @ X, axis=1).mean() / n
            upper[k, r] = np.sqrt((X**2).sum()) / n
            gap[k, r] = np.linalg.norm(y @ X) / (2 * n)
    return rad, upper, gap
