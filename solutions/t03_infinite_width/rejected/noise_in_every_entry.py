"""Adds the noise to every entry of Ktt."""

FAILS = {
    "test_a_point_seen_twice_counts_as_its_mean_with_half_the_noise",
    "test_learning_in_two_steps_is_learning_at_once",
    "test_posterior_is_the_conditional_law_of_a_gaussian",
}

# %%
import math

import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def matrix(A):
    A = np.array(A, dtype=float)
    require(A.ndim == 2 and A.size > 0 and np.isfinite(A).all(), "need a finite matrix")
    return A


# %% gp_posterior
def gp_posterior(Ktt, Kst, Kss, y, noise):
    Ktt, Kst, Kss = matrix(Ktt), matrix(Kst), matrix(Kss)
    y = np.array(y, dtype=float)
    k, n = Kst.shape
    require(Ktt.shape == (n, n) and Kss.shape == (k, k), "blocks must fit together")
    require(y.shape == (n,) and np.isfinite(y).all(), "need n finite observations")
    require(0 <= noise < math.inf, "need noise >= 0")
    A = np.linalg.solve(Ktt + noise, Kst.T)  # (n, k); LinAlgError is a ValueError
    return A.T @ y, Kss - Kst @ A
