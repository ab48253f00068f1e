"""Draws one sign for all points in place of one a point."""

FAILS = {
    "test_signs_are_fair_and_independent_within_and_between_draws",
}

# %%
import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


# %% rademacher_mc
def rademacher_mc(sup_oracle, n, n_draws, rng):
    require(n >= 1 and n_draws >= 2, "need n >= 1 and n_draws >= 2")
    sigmas = rng.choice((-1.0, 1.0), size=(n_draws, 1)) * np.ones(n)
    values = np.array([sup_oracle(sigma) for sigma in sigmas]) / n
    return values.mean(), values.std(ddof=1) / np.sqrt(n_draws)
