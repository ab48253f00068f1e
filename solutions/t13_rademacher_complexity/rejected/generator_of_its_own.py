"""Draws from a fresh generator of its own and leaves rng alone."""

FAILS = {
    "test_all_chance_comes_from_the_generator_that_is_given",
}

# %%
import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


# %% rademacher_mc
def rademacher_mc(sup_oracle, n, n_draws, rng):
    require(n >= 1 and n_draws >= 2, "need n >= 1 and n_draws >= 2")
    sigmas = np.random.default_rng().choice((-1.0, 1.0), size=(n_draws, n))
    values = np.array([sup_oracle(sigma) for sigma in sigmas]) / n
    return values.mean(), values.std(ddof=1) / np.sqrt(n_draws)
