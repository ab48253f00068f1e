"""Forgets L/4 in b."""

FAILS = {
    "test_minimum_and_minimiser_are_those_of_the_theorem",
    "test_no_span_method_beats_the_lower_bound_at_step_k",
    "test_one_dimension_has_both_ends_in_one",
    "test_the_function_is_that_of_the_formula",
    "test_the_gradient_is_that_of_the_formula",
}

# %%
import math

import numpy as np


def require(condition, message):
    """Raise ValueError unless the condition is true (NaN makes every comparison false)."""
    if not condition:
        raise ValueError(message)


# %% worst_quadratic
def worst_quadratic(k, L):
    require(k >= 1 and k == int(k), "k must be a positive integer")
    require(0 < L < math.inf, "L must be positive")
    Q = L / 4 * (2 * np.eye(k) - np.eye(k, k=1) - np.eye(k, k=-1))
    b = np.zeros(k)
    b[0] = 1.0
    return Q, b
