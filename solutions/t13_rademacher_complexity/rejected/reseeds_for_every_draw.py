"""Makes a generator of the same seed for every draw: one σ throughout."""

FAILS = {
    "test_all_chance_comes_from_the_generator_that_is_given",
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
    sigmas = [np.random.default_rng(0).choice((-1.0, 1.0), n) for _ in range(n_draws)]
    values = np.array([sup_oracle(sigma) for sigma in sigmas]) / n
    return values.mean(), values.std(ddof=1) / np.sqrt(n_draws)
