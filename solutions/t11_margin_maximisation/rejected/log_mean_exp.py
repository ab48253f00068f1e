"""Takes the mean of the exponentials in place of the sum."""

FAILS = {
    "test_equal_margins_lose_exactly_log_n",
    "test_gradient_descent_on_a_net_does_not_lower_it_after_separation",
    "test_margins_of_ten_thousand_neither_overflow_nor_vanish",
    "test_value_is_minus_log_sum_exp_over_the_norm_to_the_power_l",
    "test_value_lies_within_log_n_below_the_normalised_margin",
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
    require(0 < theta_norm < np.inf and L >= 1, "need 0 < theta_norm < inf and L >= 1")
    return (np.log(len(m)) - np.logaddexp.reduce(-m)) / theta_norm**L
