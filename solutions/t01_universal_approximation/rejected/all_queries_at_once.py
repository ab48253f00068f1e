"""Calls f on an array; the oracle takes one number."""

FAILS = {
    "test_a_crude_accuracy_needs_two_calls_at_most",
    "test_net_is_within_eps_of_distances_and_waves",
    "test_net_is_within_eps_of_every_function_that_gives_the_same_answers",
    "test_net_is_within_eps_of_every_function_that_vanishes_where_it_was_asked",
    "test_no_more_calls_than_the_budget",
    "test_no_more_hidden_units_than_the_budget",
}

# %%
import math

import numpy as np


# %% approximate_lipschitz
def join(q, y):
    s = np.diff(y) / np.diff(q)
    a = np.append(s[0], np.diff(s))
    return [(np.ones((len(a), 1)), -q[:-1]), (a[None], y[:1])]


def approximate_lipschitz(f, L, eps):
    if not (0 <= L < math.inf and 0 < eps < math.inf):
        raise ValueError("need L >= 0, eps > 0")
    if L == 0:
        return [(np.ones((1, 1)), np.zeros(1)), (np.zeros((1, 1)), np.array([f(0.0)]))]
    n = math.ceil(L / (2 * eps))
    q = np.linspace(0, 1, n + 1)
    return join(q, np.array(f(q)))
