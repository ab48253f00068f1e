"""Model answer: every formula as it is stated; Newton's method for the dual."""

# %%
from itertools import pairwise

import numpy as np
from scipy.optimize import nnls


def require(condition, message):
    if not condition:
        raise ValueError(message)


def finite(A, ndim):
    A = np.array(A, dtype=float)
    require(A.ndim == ndim and A.size > 0, f"need {ndim} axes and at least one entry")
    require(np.isfinite(A).all(), "NaN or infinity")
    return A


def equations(X, y):
    X, y = finite(X, 2), finite(y, 1)
    require(len(X) == len(y), "one value for each row of X")
    return X, y


# %% gd_limit
def gd_limit(X, y, w0):
    X, y = equations(X, y)
    w0 = finite(w0, 1)  # X @ w0 raises ValueError if it does not fit
    return w0 + np.linalg.lstsq(X, y - X @ w0, rcond=1e-12)[0]


# %% q12a
a, start = np.array(variant.a), np.array(variant.start)
q12a = start[0] + a[0] * (variant.rhs - a @ start) / (a @ a)


# %% hypentropy_interpolant
def hypentropy_interpolant(X, y, alpha):
    X, y = equations(X, y)
    require(0 < alpha < np.inf, "alpha > 0")
    least = np.linalg.lstsq(X, y, rcond=1e-12)[0]
    require(np.allclose(X @ least, y), "no solution")
    _, sigma, Vt = np.linalg.svd(X, full_matrices=False)
    Q = Vt[sigma > 1e-12]  # orthonormal rows; Xw = y if and only if Qw = Q least
    c = 2 * alpha**2
    s = np.zeros(X.shape[1])  # s = Xᵀν
    for _ in range(100):
        w = c * np.sinh(s)
        hessian = Q * np.hypot(w, c) @ Q.T  # hypot(w, c) = c cosh s
        change = Q.T @ np.linalg.solve(hessian, Q @ (least - w))
        s = s + change / max(1, np.abs(change).max())
    return c * np.sinh(s)


# %% q12b
# Both entries are 2α² sinh(νx_j): find ν from the first.
nu = np.arcsinh(variant.first / (2 * variant.alpha**2)) / variant.x[0]
q12b = np.dot(variant.x, 2 * variant.alpha**2 * np.sinh(nu * np.array(variant.x)))


# %% logistic_gd
def logistic_gd(X, y, eta, n, normalized=False):
    X, y = equations(X, y)
    require(np.isin(y, (-1, 1)).all(), "labels are -1 or 1")
    require(0 < eta < np.inf and n >= 0, "eta > 0 and n >= 0")
    Z = y[:, None] * X
    w = np.zeros((n + 1, X.shape[1]))
    for t in range(1, n + 1):
        margins = Z @ w[t - 1]
        if normalized:
            weights = np.exp(-(margins - margins.min()))
            w[t] = w[t - 1] + eta / np.sqrt(t) * (weights @ Z) / weights.sum()
        else:
            weights = np.exp(-np.logaddexp(0, margins))  # 1/(1 + e^m)
            w[t] = w[t - 1] + eta * (weights @ Z) / len(Z)
    return w


# %% q12c
# γ is the distance of 0 from the hull of the y_i x_i. With weights p >= 0 let NNLS minimise
# ‖Σ p_i y_i x_i‖² + (1 - Σ p_i)²: up to a factor, p are the weights of the nearest point.
Z = np.array(variant.labels)[:, None] * np.array(variant.points)
p, _ = nnls(np.vstack([Z.T, np.ones(3)]), np.array([0, 0, 1]))
q12c = np.log(10) / np.linalg.norm(p @ Z / p.sum())


# %% steepest_descent
def steepest_descent(grad, w0, norm, steps):
    w = finite(w0, 1)
    require(norm in (1, 2, np.inf), "norm is 1, 2 or infinity")
    require(all(0 <= eta < np.inf for eta in steps), "steps are finite and >= 0")
    for eta in steps:
        g = finite(grad(w), 1)
        require(g.shape == w.shape, "the gradient does not fit w0")
        if norm == 1:
            j = np.argmax(np.abs(g))
            v = np.where(np.arange(w.size) == j, -np.sign(g), 0)
        elif norm == 2:
            v = -g / (np.linalg.norm(g) or 1)
        else:
            v = -np.sign(g)
        w = w + eta * v
    return w


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
    for _ in range(n):
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


# %% bias_vs_alpha
def bias_vs_alpha(alphas, X, y):
    W = np.array([hypentropy_interpolant(X, y, alpha) for alpha in alphas])
    return np.abs(W).sum(axis=1), np.sqrt((W**2).sum(axis=1))


def angle_vs_t(ts, X, y, eta, direction):
    W = logistic_gd(X, y, eta, max(ts))[list(ts)]
    u = W / np.linalg.norm(W, axis=1, keepdims=True)
    v = np.asarray(direction) / np.linalg.norm(direction)
    return 2 * np.arctan2(np.linalg.norm(u - v, axis=1), np.linalg.norm(u + v, axis=1))
