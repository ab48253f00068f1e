"""Gives each point the sign of its first coordinate: labels that the class can learn."""

FAILS = {
    "test_gap_falls_like_one_over_root_n_at_half_the_level_of_the_complexity",
}

# %%
import numpy as np


# %% rad_vs_n
def rad_vs_n(ns, reps, rng):
    rad, upper, gap = np.empty((3, len(ns), reps))
    for k, n in enumerate(ns):
        for r in range(reps):
            X = rng.standard_normal((n, 3))
            X /= np.linalg.norm(X, axis=1, keepdims=True)
            y = np.sign(X[:, 0])
            sigmas = rng.choice((-1.0, 1.0), size=(200, n))
            rad[k, r] = np.linalg.norm(sigmas @ X, axis=1).mean() / n
            upper[k, r] = np.sqrt((X**2).sum()) / n
            gap[k, r] = np.linalg.norm(y @ X) / (2 * n)
    return rad, upper, gap
