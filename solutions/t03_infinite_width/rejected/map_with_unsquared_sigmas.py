"""Takes σ for σ²."""

FAILS = {
    "test_iterated_map_agrees_with_the_kernel_of_the_deep_net",
    "test_next_correlation_is_covariance_over_variance",
    "test_rho_beyond_one_by_rounding_counts_as_one",
    "test_slope_at_correlation_one_is_half_the_weight_variance",
}

# %%
import math

import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def arc_cosine(c):
    """E relu(u) relu(v) and P(u > 0, v > 0) for variances 1 and correlation c."""
    c = np.clip(c, -1.0, 1.0)
    theta = np.arccos(c)
    value = np.sin(theta) + (np.pi - theta) * c
    return value / (2 * np.pi), (np.pi - theta) / (2 * np.pi)


# %% correlation_map
def correlation_map(rho, sigma_w, sigma_b, q):
    require(abs(rho) <= 1 + 1e-9, "need -1 <= rho <= 1")
    require(0 <= sigma_w < math.inf and 0 <= sigma_b < math.inf, "need finite sigmas >= 0")
    require(sigma_w + sigma_b > 0 and 0 < q < math.inf, "need a positive variance")
    e = q * arc_cosine(rho)[0]
    return (sigma_b + sigma_w * e) / (sigma_b + sigma_w * q / 2)


def fixed_point_q(sigma_w, sigma_b):
    require(sigma_w >= 0 and sigma_w**2 < 2, "need 0 <= sigma_w² < 2")
    require(0 <= sigma_b < math.inf, "need finite sigma_b >= 0")
    return sigma_b**2 / (1 - sigma_w**2 / 2)
