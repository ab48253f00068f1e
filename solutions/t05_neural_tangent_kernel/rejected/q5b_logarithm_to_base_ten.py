"""Forgets ln 10."""

FAILS = {
    "test_q5b_is_the_time_in_which_the_residual_falls",
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


# %% q5b
K = np.array(
    [[variant.diagonal, variant.off_diagonal], [variant.off_diagonal, variant.diagonal]]
)
r = np.array(variant.start) - np.array(variant.target)
q5b = variant.decades / (variant.rate * (r @ K @ r) / (r @ r))
