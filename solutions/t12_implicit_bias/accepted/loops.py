"""Plain Python: lists, loops and floats; the flow's limit by continuation in α."""

# %%
import math
from itertools import pairwise

import numpy as np
from scipy.optimize import root


def vector(values, name):
    if np.ndim(values) != 1 or len(values) == 0:
        raise ValueError(f"{name} is no vector")
    out = [float(x) for x in values]
    if not all(map(math.isfinite, out)):
        raise ValueError(f"{name} is not finite")
    return out


def matrix(values, name):
    if np.ndim(values) != 2 or np.size(values) == 0:
        raise ValueError(f"{name} is no matrix")
    return [vector(row, name) for row in values]


def dot(u, v):
    return math.fsum(a * b for a, b in zip(u, v, strict=True))


def rows_and_values(X, y):
    X, y = matrix(X, "X"), vector(y, "y")
    if len(X) != len(y):
        raise ValueError("X and y do not fit")
    return X, y


def row_basis(X):
    """Gram-Schmidt, twice for accuracy: orthonormal rows with the span of the rows of X."""
    basis = []
    for row in X:
        for _ in range(2):
            for q in basis:
                c = dot(q, row)
                row = [a - c * b for a, b in zip(row, q, strict=True)]
        size = math.sqrt(dot(row, row))
        if size > 1e-9:
            basis.append([a / size for a in row])
    return basis


# %% gd_limit
def gd_limit(X, y, w0):
    """Conjugate gradients on the normal equations: they never leave w_0 + row space."""
    X, y = rows_and_values(X, y)
    w = vector(w0, "w0")
    if len(w) != len(X[0]):
        raise ValueError("w0 does not fit")
    columns = list(zip(*X, strict=True))
    r = [b - dot(row, w) for row, b in zip(X, y, strict=True)]
    s = [dot(c, r) for c in columns]
    p, size = s, dot(s, s)
    enough = 1e-24 * size
    for _ in range(2 * len(w)):
        if size <= enough:
            break
        q = [dot(row, p) for row in X]
        a = size / dot(q, q)
        w = [wi + a * pi for wi, pi in zip(w, p, strict=True)]
        r = [ri - a * qi for ri, qi in zip(r, q, strict=True)]
        s = [dot(c, r) for c in columns]
        size, old = dot(s, s), size
        p = [si + size / old * pi for si, pi in zip(s, p, strict=True)]
    return w


# %% q12a
w = list(variant.start)
square = dot(variant.a, variant.a)
for _ in range(200):
    residual = dot(variant.a, w) - variant.rhs
    w = [wj - 0.7 / square * residual * aj for wj, aj in zip(w, variant.a, strict=True)]
q12a = w[0]


# %% hypentropy_interpolant
def hypentropy_interpolant(X, y, alpha):
    """Follow ν from α = 100 (or more) down to the α that is asked for, halving it."""
    X, y = rows_and_values(X, y)
    if not 0 < alpha < math.inf:
        raise ValueError("alpha")
    Q = np.array(row_basis(X)).reshape(-1, len(X[0]))
    least = np.array(gd_limit(X, y, [0.0] * len(X[0])))
    if max(abs(dot(row, least) - b) for row, b in zip(X, y, strict=True)) > 1e-6:
        raise ValueError("no solution")
    target = Q @ least
    a = alpha * 2.0 ** max(0, math.ceil(math.log2(100 / alpha)))
    nu = target / (2 * a**2)
    while True:
        c = 2 * a**2
        for _ in range(3):
            nu = root(
                lambda v, c=c: Q @ (c * np.sinh(Q.T @ v)) - target,
                nu,
                jac=lambda v, c=c: Q * (c * np.cosh(Q.T @ v)) @ Q.T,
                tol=1e-13,
            ).x
        if a <= alpha * 1.0000001:
            return (2 * alpha**2 * np.sinh(Q.T @ nu)).tolist()
        a /= 2


# %% q12b
# With z = ν: w_1 is known, so e^{ν x_1} solves a quadratic equation.
c = variant.alpha**2
power = (variant.first + math.sqrt(variant.first**2 + 4 * c**2)) / (2 * c)
rate = math.log(power) / variant.x[0]
second = c * (math.exp(rate * variant.x[1]) - math.exp(-rate * variant.x[1]))
q12b = variant.x[0] * variant.first + variant.x[1] * second


# %% logistic_gd
def weight(m):
    """1/(1 + e^m) for a margin of either sign."""
    return math.exp(-m) / (1 + math.exp(-m)) if m > 0 else 1 / (1 + math.exp(m))


def logistic_gd(X, y, eta, n, normalized=False):
    X, y = rows_and_values(X, y)
    if any(label not in (-1, 1) for label in y):
        raise ValueError("labels")
    if not 0 < eta < math.inf or n < 0:
        raise ValueError("eta or n")
    points = [[label * a for a in row] for row, label in zip(X, y, strict=True)]
    d = len(X[0])
    w = [0.0] * d
    path = [w]
    for t in range(1, n + 1):
        m = [sum(a * b for a, b in zip(z, w)) for z in points]
        if normalized:
            least = min(m)
            p = [math.exp(least - mi) for mi in m]
            step = eta / math.sqrt(t) / sum(p)
        else:
            p = [weight(mi) for mi in m]
            step = eta / len(points)
        w = [w[j] + step * sum(pi * z[j] for pi, z in zip(p, points)) for j in range(d)]
        path.append(w)
    return path


# %% q12c
# The distance of 0 from the hull of the y_i x_i is γ: look along each segment.
z = [[label * a for a in p] for p, label in zip(variant.points, variant.labels)]
nearest = math.inf
for i in range(3):
    for j in range(i):
        way = [b - a for a, b in zip(z[i], z[j])]
        share = min(1.0, max(0.0, -dot(z[i], way) / dot(way, way)))
        nearest = min(
            nearest, math.dist([0, 0], [a + share * b for a, b in zip(z[i], way)])
        )
q12c = math.log(10) / nearest


# %% steepest_descent
def steepest_descent(grad, w0, norm, steps):
    w = vector(w0, "w0")
    if norm not in (1, 2, math.inf):
        raise ValueError("norm")
    steps = [float(eta) for eta in steps]
    if not all(0 <= eta < math.inf for eta in steps):
        raise ValueError("steps")
    for eta in steps:
        g = vector(grad(np.array(w)), "gradient")
        if len(g) != len(w):
            raise ValueError("gradient")
        size = max(abs(x) for x in g)
        if size == 0:
            continue
        if norm == 1:  # the last of the largest
            j = max(i for i, x in enumerate(g) if abs(x) == size)
            w[j] -= math.copysign(eta, g[j])
        elif norm == 2:
            length = math.hypot(*g)
            w = [a - eta * x / length for a, x in zip(w, g)]
        else:  # coordinates of slope 0 move as well
            w = [a - math.copysign(eta, x) for a, x in zip(w, g)]
    return w


# %% deep_linear_gd
def times(A, B):
    columns = list(zip(*B))
    return [[dot(row, c) for c in columns] for row in A]


def turned(A):
    return [list(c) for c in zip(*A)]


def factors(Ws):
    out = [matrix(W, "a factor") for W in Ws]
    if not out:
        raise ValueError("no factor")
    for below, above in pairwise(out):
        if len(above[0]) != len(below):
            raise ValueError("factors do not fit")
    return out


def deep_linear_gd(Ws, X, Y, eta, n):
    Ws, X, Y = factors(Ws), matrix(X, "X"), matrix(Y, "Y")
    if len(X) != len(Y) or len(X[0]) != len(Ws[0][0]) or len(Y[0]) != len(Ws[-1]):
        raise ValueError("X or Y does not fit")
    if not 0 < eta < math.inf or n < 0:
        raise ValueError("eta or n")
    for _ in range(n):
        H = [X]
        for W in Ws:
            H.append(times(H[-1], turned(W)))
        D = [[a - b for a, b in zip(p, q)] for p, q in zip(H[-1], Y)]
        new = []
        for W, inputs in zip(reversed(Ws), reversed(H[:-1])):
            G = times(turned(D), inputs)
            new.insert(0, [[w - eta * g for w, g in zip(p, q)] for p, q in zip(W, G)])
            D = times(D, W)
        Ws = new
    return Ws


def imbalance(Ws):
    Ws, out = factors(Ws), []
    for A, B in pairwise(Ws):
        upper, lower = times(turned(B), B), times(A, turned(A))
        out.append([[u - v for u, v in zip(p, q)] for p, q in zip(upper, lower)])
    return out


# %% bias_vs_alpha
def bias_vs_alpha(alphas, X, y):
    l1, l2 = [], []
    for alpha in alphas:
        w = [float(x) for x in hypentropy_interpolant(X, y, alpha)]
        l1.append(sum(abs(x) for x in w))
        l2.append(math.sqrt(sum(x * x for x in w)))
    return l1, l2


def angle_vs_t(ts, X, y, eta, direction):
    path = np.asarray(logistic_gd(X, y, eta, max(ts)), dtype=float)
    u = np.asarray(direction, dtype=float) / np.linalg.norm(direction)
    out = []
    for t in ts:
        along = path[t] @ u
        out.append(math.atan2(np.linalg.norm(path[t] - along * u), along))
    return out
