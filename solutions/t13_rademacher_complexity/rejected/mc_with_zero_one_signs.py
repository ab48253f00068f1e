"""Draws from {0, 1} in place of {-1, 1}."""

FAILS = {
    "test_each_draw_asks_the_oracle_once_with_a_vector_of_signs",
    "test_estimate_is_near_the_exact_complexity",
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
    sigmas = rng.choice((0.0, 1.0), size=(n_draws, n))
    values = np.array([sup_oracle(sigma) for sigma in sigmas]) / n
    return values.mean(), values.std(ddof=1) / np.sqrt(n_draws)
