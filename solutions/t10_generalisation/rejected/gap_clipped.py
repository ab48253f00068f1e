"""Clips the gap at 1, since no loss is larger."""

FAILS = {
    "test_gap_is_the_accuracy_that_the_bound_gives",
}

# %%
import math


def require(condition, message):
    if not condition:
        raise ValueError(message)


# %% sample_size
def log_failures(delta, card):
    """ln(2 card / delta), which may be the logarithm of a number that no float can hold."""
    require(0 < delta < 1, "need 0 < delta < 1")
    require(1 <= card < math.inf, "need 1 <= card < infinity")
    return math.log(2) + math.log(card) - math.log(delta)


def sample_size(eps, delta, card):
    require(0 < eps < 1, "need 0 < eps < 1")
    return math.ceil(log_failures(delta, card) / (2 * eps**2))


def gap_bound(n, delta, card):
    require(n >= 1, "need n >= 1")
    return min(1.0, math.sqrt(log_failures(delta, card) / (2 * n)))
