"""Forgets the root in the gap."""

FAILS = {
    "test_all_functions_are_near_their_means_as_often_as_promised",
    "test_classes_of_any_size_and_tiny_failure_probabilities_are_possible",
    "test_gap_is_the_accuracy_that_the_bound_gives",
    "test_gap_of_the_sample_size_is_the_accuracy_asked_for",
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
    return log_failures(delta, card) / (2 * n)
