"""Takes the class {0}, whose complexity is 0."""

FAILS = {
    "test_inequality_with_absolute_values_and_constant_one_fails",
    "test_inequality_with_absolute_values_fails_for_every_constant",
    "test_values_are_those_of_a_lipschitz_function_that_is_not_zero_at_zero",
}

# %%
import math

import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


# %% contraction_counterexample
def contraction_counterexample(constant=1.0):
    require(1 <= constant < math.inf, "need 1 <= constant < infinity")
    A = np.array([[0.0]])
    return A, A + 1  # φ(t) = t + 1
