"""Takes absolute values, so that the shift does not drop out."""

FAILS = {
    "test_q13a_is_the_complexity_of_the_moved_class",
}

# %%
import itertools

import numpy as np


def signs(n):
    """All sign vectors, shape (2^n, n)."""
    return np.array(list(itertools.product((1.0, -1.0), repeat=n)))


# %% q13a
moved = variant.scale * np.array(variant.rows, dtype=float) + np.array(variant.shift)
q13a = np.abs(signs(3) @ moved.T).max(axis=1).mean() / 3
