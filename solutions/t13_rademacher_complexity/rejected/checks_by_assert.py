"""Checks its input by assert, which disappears under python -O."""

FAILS = {
    "test_rademacher_exact_refuses_what_is_no_class",
}

# %%
import itertools

import numpy as np


def signs(n):
    """All sign vectors, shape (2^n, n)."""
    return np.array(list(itertools.product((1.0, -1.0), repeat=n)))


# %% rademacher_exact
def rademacher_exact(A, absolute=False):
    A = np.array(A, dtype=float)
    assert A.ndim == 2, "A must be a matrix"
    assert A.size > 0, "A must not be empty"
    assert np.isfinite(A).all(), "A must be finite"
    n = A.shape[1]
    assert n <= 14, "2^n signs are too many"
    values = signs(n) @ A.T  # (2^n, N)
    if absolute:
        values = np.abs(values)
    return values.max(axis=1).mean() / n
