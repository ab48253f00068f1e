"""Gives the larger root by the formula, without a modulus for negative ones."""

FAILS = {
    "test_a_flat_direction_stays_and_a_full_step_arrives",
    "test_radius_of_nesterov_is_that_of_its_matrix",
    "test_radius_of_the_heavy_ball_is_that_of_its_matrix",
    "test_stability_ends_where_a_root_reaches_minus_one",
}

# %%
import math


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
    if method == "heavy_ball":
        top = [q + beta, -beta]
    elif method == "nesterov":
        top = [(1 + beta) * q, -beta * q]
    else:
        raise ValueError(f"unknown method {method!r}")
    gap = top[0] ** 2 + 4 * top[1]
    return math.sqrt(-top[1]) if gap < 0 else (top[0] + math.sqrt(gap)) / 2
