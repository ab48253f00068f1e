"""Draws the points from a cube, off the sphere."""

FAILS = {
    "test_upper_bound_is_one_over_root_n_in_every_repetition",
}

# %%
import numpy as np


# %% rad_vs_n
def rad_vs_n(ns, reps, rng):
    rad, upper, gap = np.empty((3, len(ns), reps))
    for k, n in enumerate(ns):
        for r in range(reps):
            X = rng.uniform(-1.0, 1.0, (n, 3))
            y = rng.choice((-1.0, 1.0), size=n)
            sigmas = rng.choice((-1.0, 1.0), size=(200, n))
            rad[k, r] = np.linalg.norm(sigmas @ X, axis=1).mean() / n
            upper[k, r] = np.sqrt((X**2).sum()) / n
            gap[k, r] = np.linalg.norm(y @ X) / (2 * n)
    return rad, upper, gap
