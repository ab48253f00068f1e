"""Divides by ε where ε² belongs."""

FAILS = {
    "test_all_functions_are_near_their_means_as_often_as_promised",
    "test_classes_of_any_size_and_tiny_failure_probabilities_are_possible",
    "test_doubling_the_class_adds_a_constant_number_of_points",
    "test_gap_of_the_sample_size_is_the_accuracy_asked_for",
    "test_half_the_error_asks_for_four_times_the_points",
    "test_sample_size_is_the_smallest_for_which_the_bound_holds",
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
    return math.ceil(log_failures(delta, card) / (2 * eps))


def gap_bound(n, delta, card):
    require(n >= 1, "need n >= 1")
    return math.sqrt(log_failures(delta, card) / (2 * n))
