"""Forgets 1/n in the complexity."""

FAILS = {
    "test_complexity_falls_like_one_over_root_n",
    "test_complexity_lies_between_the_bound_over_root_two_and_the_bound",
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
            y = rng.choice((-1.0, 1.0), size=n)
            sigmas = rng.choice((-1.0, 1.0), size=(200, n))
            rad[k, r] = np.linalg.norm(sigmas @ X, axis=1).mean()
            upper[k, r] = np.sqrt((X**2).sum()) / n
            gap[k, r] = np.linalg.norm(y @ X) / (2 * n)
    return rad, upper, gap
