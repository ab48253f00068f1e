"""Does not treat L = 0 apart and asks at both ends."""

FAILS = {
    "test_a_lipschitz_constant_of_zero_gives_a_constant_after_one_call",
}

# %%
import math

import numpy as np


# %% approximate_lipschitz
def approximate_lipschitz(f, L, eps):
    if not (0 <= L < math.inf and 0 < eps < math.inf):
        raise ValueError("need L >= 0, eps > 0")
    n = max(math.ceil(L / (2 * eps)), 1)
    q = np.linspace(0, 1, n + 1)
    y = np.array([f(t) for t in q])
    s = np.diff(y) * n
    a = np.append(s[0], np.diff(s))
    return [(np.ones((n, 1)), -q[:-1]), (a[None], y[:1])]
