"""Steps of the height in the middle of each cell: accurate enough, but each step takes two units."""

FAILS = {
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
    q = (np.arange(n) + 0.5) / n
    y = np.array([f(t) for t in q])
    rise, width = np.diff(y), 1e-9
    ends = np.arange(1, n) / n
    kinks = np.ravel(np.column_stack([ends - width / 2, ends + width / 2]))
    a = np.ravel(np.column_stack([rise, -rise])) / width
    hidden = (np.ones((2 * n - 1, 1)), -np.append(kinks, 2.0))
    return [hidden, (np.append(a, 0.0)[None], y[:1])]
