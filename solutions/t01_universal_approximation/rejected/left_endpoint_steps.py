"""Steps of the height at the left end of each cell: the error is L/n."""

FAILS = {
    "test_net_is_within_eps_of_distances_and_waves",
    "test_net_is_within_eps_of_every_function_that_gives_the_same_answers",
    "test_net_is_within_eps_of_every_function_that_vanishes_where_it_was_asked",
    "test_no_more_hidden_units_than_the_budget",
}

# %%
import math

import numpy as np


# %% approximate_lipschitz
def approximate_lipschitz(f, L, eps):
    if not (0 <= L < math.inf and 0 < eps < math.inf):
        raise ValueError("need L >= 0, eps > 0")
    if L == 0:
        return [(np.ones((1, 1)), np.zeros(1)), (np.zeros((1, 1)), np.array([f(0.0)]))]
    n = math.ceil(L / (2 * eps))
    q = np.arange(n) / n
    y = np.array([f(t) for t in q])
    # each step is a steep ramp of two units
    rise, width = np.diff(y), 1e-9
    kinks = np.ravel(np.column_stack([q[1:] - width, q[1:]]))
    a = np.ravel(np.column_stack([rise, -rise])) / width
    hidden = (np.ones((2 * n - 1, 1)), -np.append(kinks, 2.0))
    return [hidden, (np.append(a, 0.0)[None], y[:1])]
