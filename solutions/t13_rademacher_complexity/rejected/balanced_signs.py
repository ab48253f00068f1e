"""Shuffles as many +1 as -1: signs that are not independent."""

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
    half = np.where(np.arange(n) % 2, -1.0, 1.0)
    sigmas = [rng.permutation(half) for _ in range(n_draws)]
    values = np.array([sup_oracle(sigma) for sigma in sigmas]) / n
    return values.mean(), values.std(ddof=1) / np.sqrt(n_draws)
