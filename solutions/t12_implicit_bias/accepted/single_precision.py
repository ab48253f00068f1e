"""float32 throughout, where it is allowed; einsum; ridge regression for the limit."""

# %%
from itertools import pairwise

import numpy as np

F = np.float32


def single(A, ndim):
    A = np.array(A, dtype=F)
    if A.ndim != ndim or A.size == 0 or not np.isfinite(A).all():
        raise TypeError("not a finite array of this kind")
    return A


def same_length(X, y):
    if len(X) != len(y):
        raise ValueError("X and y do not fit")


# %% gd_limit
def gd_limit(X, y, w0):
    """The path of ridge regression, λ -> 0, in the row space, from w_0; result in float32."""
    for A, ndim in ((X, 2), (y, 1), (w0, 1)):
        single(A, ndim)
    X, y, w0 = (np.array(A, dtype=float) for A in (X, y, w0))
    same_length(X, y)
    same_length(X.T, w0)
    G = X.T @ X
    s, U = np.linalg.eigh(G)
    ridge = 1e-8
    inverse = U / (np.maximum(s, 0) + ridge) @ U.T
    return (w0 + inverse @ (X.T @ (y - X @ w0))).astype(F)


# %% logistic_gd
def logistic_gd(X, y, eta, n, normalized=False):
    X, y = single(X, 2), single(y, 1)
    same_length(X, y)
    if (np.abs(y) != 1).any() or n < 0 or not (np.isfinite(eta) and eta > 0):
        raise ValueError("labels, eta or n")
    Z = np.einsum("i,ij->ij", y, X)
    path = np.zeros((n + 1, X.shape[1]), dtype=F)
    for t in range(n):
        m = Z @ path[t]
        if normalized:
            p = np.exp(m.min() - m)
            p, step = p / p.sum(), eta / (t + 1) ** 0.5
        else:
            p, step = (1 - np.tanh(m / 2)) / 2 / len(Z), eta
        path[t + 1] = path[t] + F(step) * (p @ Z)
    return path


# %% steepest_descent
def steepest_descent(grad, w0, norm, steps):
    w = single(w0, 1)
    steps = np.array(list(steps), dtype=F)
    if (steps < 0).any() or not np.isfinite(steps).all():
        raise ValueError("steps")
    if norm not in (1, 2, np.inf):
        raise ValueError("norm")

    def ball(g):
        if norm == 1:
            return -np.sign(g) * (np.arange(g.size) == np.abs(g).argmax())
        return -g / max(np.linalg.norm(g), F(1e-30)) if norm == 2 else -np.sign(g)

    for eta in steps:
        g = single(grad(w), 1)
        if g.size != w.size:
            raise ValueError("gradient")
        w = (w + eta * ball(g)).astype(F)
    return w


# %% deep_linear_gd
def suited(Ws):
    Ws = [single(W, 2) for W in Ws]
    if len(Ws) == 0:
        raise ValueError("no factor")
    np.linalg.multi_dot(
        [*Ws[::-1], np.eye(Ws[0].shape[1])]
    )  # ValueError if they do not fit
    return Ws


def deep_linear_gd(Ws, X, Y, eta, n):
    Ws, X, Y = suited(Ws), single(X, 2), single(Y, 2)
    if X.shape[1] != Ws[0].shape[1] or Y.shape != (len(X), len(Ws[-1])):
        raise ValueError("X or Y")
    if not (0 < eta < np.inf and n >= 0):
        raise ValueError("eta or n")
    for _ in range(n):
        below, above = [X.T], [np.eye(len(Ws[-1]), dtype=F)]
        for W in Ws:
            below.append(np.einsum("ij,jk->ik", W, below[-1]))
        for W in Ws[:0:-1]:
            above.insert(0, np.einsum("ij,jk->ik", above[0], W))
        R = below[-1] - Y.T
        Ws = [
            (W - F(eta) * np.einsum("ki,kn,jn->ij", A, R, B)).astype(F)
            for W, A, B in zip(Ws, above, below)
        ]
    return Ws


def imbalance(Ws):
    Ws = suited(Ws)
    return [
        np.einsum("ki,kj->ij", B, B) - np.einsum("ik,jk->ij", A, A) for A, B in pairwise(Ws)
    ]
