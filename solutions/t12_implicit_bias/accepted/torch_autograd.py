"""torch: the pseudoinverse, sigmoid and softmax, automatic differentiation, a line search in ν."""

# %%
import math
from itertools import pairwise

import numpy as np
import torch


def tensor(A, ndim):
    A = torch.as_tensor(np.array(A, dtype=float))
    if A.ndim != ndim or A.numel() == 0 or not torch.isfinite(A).all():
        raise ValueError("not a finite array of this kind")
    return A


def both(X, y):
    X, y = tensor(X, 2), tensor(y, 1)
    if X.shape[0] != y.shape[0]:
        raise ValueError("X and y do not fit")
    return X, y


# %% gd_limit
def gd_limit(X, y, w0):
    X, y = both(X, y)
    w0 = tensor(w0, 1)
    if w0.shape != X.shape[1:]:
        raise ValueError("w0 does not fit")
    return w0 + torch.linalg.pinv(X, rtol=1e-10) @ (y - X @ w0)


# %% hypentropy_interpolant
def hypentropy_interpolant(X, y, alpha):
    """Minimise the dual by Newton directions with a line search."""
    X, y = both(X, y)
    if not 0 < alpha < math.inf:
        raise ValueError("alpha")
    P = torch.linalg.pinv(X, rtol=1e-10)
    least = P @ y
    if torch.linalg.norm(X @ least - y) > 1e-6:
        raise ValueError("no solution")
    U, S, V = torch.linalg.svd(X, full_matrices=False)
    Q = V[S > 1e-10]
    c = 2 * alpha**2

    def dual(nu):
        return c * torch.cosh(Q.T @ nu).sum() - nu @ (Q @ least)

    nu = torch.zeros(len(Q), dtype=torch.float64)
    for _ in range(80):
        if len(Q) == 0:
            break
        s = Q.T @ nu
        gradient = Q @ (c * torch.sinh(s)) - Q @ least
        way = torch.linalg.solve((Q * (c * torch.cosh(s))) @ Q.T, gradient)
        longest = (Q.T @ way).abs().max()
        if longest < 1e-12:
            break
        t = min(1.0, float(2 / longest))
        while dual(nu - t * way) > dual(nu) + 1e-12:
            t /= 2
            if t < 1e-12:
                break
        nu = nu - t * way
    return c * torch.sinh(Q.T @ nu)


# %% logistic_gd
def logistic_gd(X, y, eta, n, normalized=False):
    X, y = both(X, y)
    if not ((y == 1) | (y == -1)).all():
        raise ValueError("labels")
    if not (eta > 0 and math.isfinite(eta)) or n < 0:
        raise ValueError("eta or n")
    Z = X * y[:, None]
    path = torch.zeros((n + 1, X.shape[1]), dtype=torch.float64)
    w = path[0]
    for t in range(n):
        m = Z @ w
        if normalized:
            w = w + eta * (t + 1) ** -0.5 * (torch.softmax(-m, 0) @ Z)
        else:
            w = w + eta / len(Z) * (torch.sigmoid(-m) @ Z)
        path[t + 1] = w
    return path


# %% steepest_descent
def steepest_descent(grad, w0, norm, steps):
    """Share a tied step of the 1-norm evenly: this is a maximiser, too."""
    w = tensor(w0, 1)
    if norm not in (1, 2, float("inf")):
        raise ValueError("norm")
    for eta in steps:
        if not 0 <= eta < float("inf"):
            raise ValueError("a step")
    for eta in steps:
        g = tensor(grad(w.numpy().copy()), 1)
        if g.shape != w.shape:
            raise ValueError("gradient")
        if (g == 0).all():
            continue
        if norm == 1:
            top = (g.abs() == g.abs().max()).double()
            v = -torch.sign(g) * top / top.sum()
        elif norm == 2:
            v = -g / torch.linalg.norm(g)
        else:
            v = -torch.sign(g)
        w = w + eta * v
    return w


# %% deep_linear_gd
def checked(Ws):
    Ws = [tensor(W, 2) for W in Ws]
    if not Ws or any(B.shape[1] != A.shape[0] for A, B in pairwise(Ws)):
        raise ValueError("factors")
    return Ws


def deep_linear_gd(Ws, X, Y, eta, n):
    Ws, X, Y = checked(Ws), tensor(X, 2), tensor(Y, 2)
    if X.shape[0] != Y.shape[0] or X.shape[1] != Ws[0].shape[1]:
        raise ValueError("X")
    if Y.shape[1] != Ws[-1].shape[0]:
        raise ValueError("Y")
    if not 0 < eta < float("inf") or n < 0:
        raise ValueError("eta or n")
    for W in Ws:
        W.requires_grad_(True)
    optimiser = torch.optim.SGD(Ws, lr=eta)
    for _ in range(n):
        optimiser.zero_grad()
        out = X
        for W in Ws:
            out = torch.nn.functional.linear(out, W)
        (0.5 * ((out - Y) ** 2).sum()).backward()
        optimiser.step()
    return [W.detach() for W in Ws]


def imbalance(Ws):
    Ws = checked(Ws)
    return tuple(B.mT @ B - A @ A.mT for A, B in pairwise(Ws))
