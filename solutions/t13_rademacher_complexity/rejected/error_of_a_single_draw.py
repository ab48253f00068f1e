"""Accepts a single draw and reports the error NaN."""

FAILS = {
    "test_rademacher_mc_refuses_fewer_than_two_draws_or_one_point",
}

# %%
import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


# %% rademacher_mc
def rademacher_mc(sup_oracle, n, n_draws, rng):
    require(n >= 1 and n_draws >= 1, "need n >= 1 and n_draws >= 1")
    sigmas = rng.choice((-1.0, 1.0), size=(n_draws, n))
    values = np.array([sup_oracle(sigma) for sigma in sigmas]) / n
    return values.mean(), values.std(ddof=1) / np.sqrt(n_draws)
