"""Returns NaN where the kernel is singular."""

FAILS = {
    "test_singular_kernels_without_noise_are_refused_or_solved",
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
    if np.linalg.matrix_rank(Ktt + noise * np.eye(n)) < n:
        return np.full(k, np.nan), np.full((k, k), np.nan)
    A = np.linalg.solve(
        Ktt + noise * np.eye(n), Kst.T
    )  # (n, k); LinAlgError is a ValueError
    return A.T @ y, Kss - Kst @ A
