"""Reads the observations from the last to the first."""

FAILS = {
    "test_a_permutation_of_the_training_points_changes_nothing",
    "test_learning_in_two_steps_is_learning_at_once",
    "test_posterior_is_the_conditional_law_of_a_gaussian",
    "test_without_noise_the_mean_interpolates_and_nothing_is_left_uncertain",
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
    A = np.linalg.solve(
        Ktt + noise * np.eye(n), Kst.T
    )  # (n, k); LinAlgError is a ValueError
    return A.T @ y[::-1], Kss - Kst @ A
