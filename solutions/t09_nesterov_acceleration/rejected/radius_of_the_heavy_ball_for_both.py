"""Uses the matrix of the heavy ball for both methods."""

FAILS = {
    "test_a_flat_direction_stays_and_a_full_step_arrives",
    "test_best_parameters_give_the_known_rates_over_the_whole_spectrum",
    "test_complex_roots_have_the_root_of_the_determinant",
    "test_radius_of_nesterov_is_that_of_its_matrix",
    "test_stability_ends_where_a_root_reaches_minus_one",
}

# %%
import math

import numpy as np


def require(condition, message):
    """Raise ValueError unless the condition is true (NaN makes every comparison false)."""
    if not condition:
        raise ValueError(message)


# %% iteration_radius
def iteration_radius(method, alpha, beta, lam):
    require(0 < alpha < math.inf, "alpha must be positive")
    require(0 <= beta < 1, "beta must lie in [0, 1)")
    require(0 <= lam < math.inf, "lam must not be negative")
    q = 1 - alpha * lam
    if method not in ("heavy_ball", "nesterov"):
        raise ValueError(f"unknown method {method!r}")
    top = [q + beta, -beta]
    return abs(np.linalg.eigvals([top, [1, 0]])).max()
