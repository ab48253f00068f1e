"""Checks no argument; NaN and a negative n go through."""

FAILS = {
    "test_bounds_for_finite_classes_refuse_arguments_outside_their_ranges",
}

# %%
import math


# %% sample_size
def log_failures(delta, card):
    """ln(2 card / delta), which may be the logarithm of a number that no float can hold."""
    return math.log(2) + math.log(card) - math.log(delta)


def sample_size(eps, delta, card):
    return math.ceil(log_failures(delta, card) / (2 * eps**2))


def gap_bound(n, delta, card):
    return math.sqrt(log_failures(delta, card) / (2 * n))
