"""Asks in the middles of the cells and lets the first and the last slope run on to the ends."""

FAILS = {
    "test_net_is_within_eps_of_distances_and_waves",
    "test_net_is_within_eps_of_every_function_that_gives_the_same_answers",
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
    n = max(math.ceil(L / (2 * eps)), 1)
    q = (np.arange(n) + 0.5) / n
    y = np.array([f(t) for t in q])
    if n == 1:
        return [(np.ones((1, 1)), np.zeros(1)), (np.zeros((1, 1)), y)]
    s = np.diff(y) * n
    a = np.append(s[0], np.diff(s))
    kinks = np.append(0.0, q[1:-1])
    return [(np.ones((len(a), 1)), -kinks), (a[None], y[:1] - s[0] * q[0])]
