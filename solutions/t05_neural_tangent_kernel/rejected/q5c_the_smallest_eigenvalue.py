"""The smallest eigenvalue in place of the largest."""

FAILS = {
    "test_q5c_is_two_over_the_largest_eigenvalue",
}

# %%

import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def array(values, ndim):
    """A fresh array with `ndim` axes, nonempty and finite."""
    A = np.array(values, dtype=float)
    require(A.ndim == ndim and A.size > 0, f"need {ndim} axes and some entries")
    require(np.isfinite(A).all(), "NaN or infinity")
    return A


# %% q5c
# K = (p - q) I + q 11ᵀ has the eigenvalues p - q and p - q + nq.
p, q = variant.own, variant.shared
q5c = 2 / min(p - q, p - q + variant.size * q)
