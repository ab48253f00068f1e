"""Takes n points where n cells are needed."""

FAILS = {
    "test_net_is_within_eps_of_distances_and_waves",
    "test_net_is_within_eps_of_every_function_that_gives_the_same_answers",
    "test_net_is_within_eps_of_every_function_that_vanishes_where_it_was_asked",
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
    n = max(math.ceil(L / (2 * eps)), 2)
    q = np.linspace(0, 1, n)
    return join(q, np.array([f(t) for t in q]))
