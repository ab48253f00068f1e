"""Tries the oracle once before it begins."""

FAILS = {
    "test_each_draw_asks_the_oracle_once_with_a_vector_of_signs",
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
    sup_oracle(np.ones(n))
    sigmas = rng.choice((-1.0, 1.0), size=(n_draws, n))
    values = np.array([sup_oracle(sigma) for sigma in sigmas]) / n
    return values.mean(), values.std(ddof=1) / np.sqrt(n_draws)
