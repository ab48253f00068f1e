"""Makes n + 1 steps."""

FAILS = {
    "test_factors_stay_where_there_is_nothing_to_learn",
    "test_one_factor_is_least_squares_and_has_nothing_to_balance",
    "test_steps_follow_the_gradient_of_every_factor",
}

# %%
from itertools import pairwise

import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def finite(A, ndim):
    A = np.array(A, dtype=float)
    require(A.ndim == ndim and A.size > 0, f"need {ndim} axes and at least one entry")
    require(np.isfinite(A).all(), "NaN or infinity")
    return A


# %% deep_linear_gd
def chain(Ws):
    Ws = [finite(W, 2) for W in Ws]
    require(len(Ws) > 0, "at least one factor")
    require(all(B.shape[1] == A.shape[0] for A, B in pairwise(Ws)), "shapes do not fit")
    return Ws


def product(Ws, d):
    P = np.eye(d)
    for W in Ws:
        P = W @ P
    return P


def deep_linear_gd(Ws, X, Y, eta, n):
    Ws, X, Y = chain(Ws), finite(X, 2), finite(Y, 2)
    require(len(X) == len(Y), "X and Y have as many rows")
    require(X.shape[1] == Ws[0].shape[1] and Y.shape[1] == Ws[-1].shape[0], "outer widths")
    require(0 < eta < np.inf and n >= 0, "eta > 0 and n >= 0")
    for _ in range(n + 1):
        G = (X @ product(Ws, X.shape[1]).T - Y).T @ X
        gradients = [
            product(Ws[l + 1 :], len(W)).T @ G @ product(Ws[:l], X.shape[1]).T
            for l, W in enumerate(Ws)
        ]
        Ws = [W - eta * D for W, D in zip(Ws, gradients)]
    return Ws


def imbalance(Ws):
    Ws = chain(Ws)
    return [B.T @ B - A @ A.T for A, B in pairwise(Ws)]
