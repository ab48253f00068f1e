"""Forms 2|H|/δ before taking the logarithm."""

FAILS = {
    "test_classes_of_any_size_and_tiny_failure_probabilities_are_possible",
}

# %%
import math

import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


# %% sample_size
def log_failures(delta, card):
    """ln(2 card / delta), which may be the logarithm of a number that no float can hold."""
    require(0 < delta < 1, "need 0 < delta < 1")
    require(1 <= card < math.inf, "need 1 <= card < infinity")
    return np.log(2.0 * card / delta)


def sample_size(eps, delta, card):
    require(0 < eps < 1, "need 0 < eps < 1")
    return math.ceil(log_failures(delta, card) / (2 * eps**2))


def gap_bound(n, delta, card):
    require(n >= 1, "need n >= 1")
    return math.sqrt(log_failures(delta, card) / (2 * n))
