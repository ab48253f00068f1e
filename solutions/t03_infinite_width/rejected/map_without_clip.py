"""Does not clip ρ."""

FAILS = {
    "test_rho_beyond_one_by_rounding_counts_as_one",
}

# %%
import math

import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def arc_cosine(c):
    """E relu(u) relu(v) and P(u > 0, v > 0) for variances 1 and correlation c."""
    theta = np.arccos(c)
    value = np.sin(theta) + (np.pi - theta) * c
    return value / (2 * np.pi), (np.pi - theta) / (2 * np.pi)


# %% correlation_map
def correlation_map(rho, sigma_w, sigma_b, q):
    require(abs(rho) <= 1 + 1e-9, "need -1 <= rho <= 1")
    require(0 <= sigma_w < math.inf and 0 <= sigma_b < math.inf, "need finite sigmas >= 0")
    require(sigma_w + sigma_b > 0 and 0 < q < math.inf, "need a positive variance")
    e = q * arc_cosine(rho)[0]
    return (sigma_b**2 + sigma_w**2 * e) / (sigma_b**2 + sigma_w**2 * q / 2)


def fixed_point_q(sigma_w, sigma_b):
    require(sigma_w >= 0 and sigma_w**2 < 2, "need 0 <= sigma_w² < 2")
    require(0 <= sigma_b < math.inf, "need finite sigma_b >= 0")
    return sigma_b**2 / (1 - sigma_w**2 / 2)
