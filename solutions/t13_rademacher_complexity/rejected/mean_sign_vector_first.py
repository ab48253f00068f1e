"""Averages the sign vectors, then asks the oracle once."""

FAILS = {
    "test_each_draw_asks_the_oracle_once_with_a_vector_of_signs",
    "test_estimate_is_near_the_exact_complexity",
    "test_mean_is_the_mean_of_the_answers_over_n",
    "test_signs_are_fair_and_independent_within_and_between_draws",
    "test_stderr_is_the_sample_deviation_over_the_root_of_the_draws",
}

# %%
import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


# %% rademacher_mc
def rademacher_mc(sup_oracle, n, n_draws, rng):
    require(n >= 1 and n_draws >= 2, "need n >= 1 and n_draws >= 2")
    sigmas = rng.choice((-1.0, 1.0), size=(n_draws, n))
    value = sup_oracle(sigmas.mean(axis=0)) / n
    return value, abs(value) / np.sqrt(n_draws)
