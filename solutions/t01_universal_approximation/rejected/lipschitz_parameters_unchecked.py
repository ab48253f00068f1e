"""Does not look at L and eps: division by zero, or a net of nothing."""

FAILS = {
    "test_negative_constants_and_accuracies_that_are_not_positive_are_refused",
}

# %%
import math

import numpy as np


# %% approximate_lipschitz
def approximate_lipschitz(f, L, eps):
    n = 1 if L == 0 else max(math.ceil(abs(L / (2 * eps))), 1)
    q = (np.arange(n) + 0.5) / n
    y = np.array([f(t) for t in q])
    slopes = np.concatenate([[0], np.diff(y) * n, [0]])
    return [(np.ones((n, 1)), -q), (np.diff(slopes)[None], y[:1])]
