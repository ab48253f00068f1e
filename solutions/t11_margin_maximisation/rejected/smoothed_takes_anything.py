"""Does not check its arguments."""

FAILS = {
    "test_smoothed_margin_refuses_empty_margins_and_bad_norms",
}

# %%
import numpy as np


# %% smoothed_margin
def smoothed_margin(margins, theta_norm, L):
    m = np.array(margins, dtype=float)
    return -np.logaddexp.reduce(-m) / theta_norm**L
