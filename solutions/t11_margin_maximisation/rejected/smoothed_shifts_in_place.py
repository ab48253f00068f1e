"""Subtracts the least margin from the caller's array."""

FAILS = {
    "test_smoothed_margin_leaves_the_margins_unchanged",
}

# %%
import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def finite(a, ndim):
    """Return a copy of a as a float array with this number of axes."""
    a = np.array(a, dtype=float)
    require(a.ndim == ndim and a.size > 0, f"need {ndim} axes, at least one entry")
    require(np.isfinite(a).all(), "NaN or infinity")
    return a


# %% smoothed_margin
def smoothed_margin(margins, theta_norm, L):
    m = finite(margins, 1)
    margins -= m.min()
    require(0 < theta_norm < np.inf and L >= 1, "need 0 < theta_norm < inf and L >= 1")
    return -np.logaddexp.reduce(-m) / theta_norm**L
