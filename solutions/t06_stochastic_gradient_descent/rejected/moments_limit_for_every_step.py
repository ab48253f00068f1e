"""Gives a limit also where there is none."""

FAILS = {"test_without_a_stationary_law_the_limit_is_refused"}

# %%
import math

import numpy as np


def point(x0):
    """Return x0 as a fresh float vector."""
    x = np.array(x0, dtype=float)
    if x.ndim != 1 or x.size == 0 or not np.isfinite(x).all():
        raise ValueError(f"the start must be a finite vector; got shape {x.shape}")
    return x


def gradient(grad, x):
    """Return the answer of the oracle at x."""
    g = np.asarray(grad(x), dtype=float)
    if g.shape != x.shape or not np.isfinite(g).all():
        raise ValueError("the oracle did not answer with a finite vector")
    return g


def require(condition, message):
    """Raise ValueError unless the condition is true (NaN makes every comparison false)."""
    if not condition:
        raise ValueError(message)


# %% sgd_quadratic_moments
def sgd_quadratic_moments(lams, eta, sigma, k, x0):
    lams, x0 = point(lams), point(x0)
    require(lams.shape == x0.shape, "one eigenvalue for each coordinate")
    require((lams >= 0).all(), "eigenvalues must not be negative")
    require(0 < eta < math.inf and 0 <= sigma < math.inf, "need eta > 0 and sigma >= 0")
    require(k >= 0, "k must not be negative")
    a = 1 - eta * lams
    if k == math.inf:
        return 0 * x0, eta * sigma**2 / (lams * (2 - eta * lams))
    powers = (a**2) ** np.arange(k)[:, None]  # q^0, ..., q^(k-1)
    return a**k * x0, (eta * sigma) ** 2 * powers.sum(axis=0)
