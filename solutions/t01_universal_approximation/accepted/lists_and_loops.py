"""Plain Python: floats, lists, loops over units; exact fractions for the numbers."""

# %%
import math
from bisect import bisect_right
from fractions import Fraction
from itertools import pairwise

import numpy as np


def vector(a):
    if np.ndim(a) != 1:
        raise ValueError("need a vector")
    a = [float(t) for t in a]
    if not all(map(math.isfinite, a)):
        raise ValueError("not finite")
    return a


def matrix(a):
    if np.ndim(a) != 2:
        raise ValueError("need a matrix")
    return [vector(row) for row in a]


def points_and_values(x, y):
    x, y = vector(x), vector(y)
    if len(x) != len(y) or len(x) < 2 or any(s >= t for s, t in pairwise(x)):
        raise ValueError("no table")
    return x, y


# %% relu_interpolant
def relu_interpolant(x, y):
    """Go from left to right; each unit repairs the slope from its knot on."""
    x, y = points_and_values(x, y)
    hidden, bias, output, slope = [], [], [], 0.0
    for k in range(len(x) - 1):
        wanted = (y[k + 1] - y[k]) / (x[k + 1] - x[k])
        hidden.append([1.0])
        bias.append(-x[k])
        output.append(wanted - slope)
        slope = wanted
    return [[hidden, bias], [[output], [y[0]]]]


# %% q1a
# n^2 >= M / (8 eps), in integers
squared = (
    Fraction(round(100 * variant.curvature), 800)
    * 10**variant.eps_power
    / variant.eps_digit
)
n = math.isqrt(squared.numerator // squared.denominator)
while n * n < squared:
    n += 1
q1a = n

# %% q1b
a = Fraction(round(100 * variant.quadratic[0]), 100)
q1b = max(abs(a) * Fraction(k, 8) * (1 - Fraction(k, 8)) for k in range(9)) / variant.degree


# %% approximate_lipschitz
def approximate_lipschitz(f, L, eps):
    """The fewest queries, at the middles of cells; units with w < 0 and one for each answer."""
    if not 0 <= L < math.inf or not 0 < eps < math.inf:
        raise ValueError("need L >= 0, eps > 0")
    n = 1
    while L / (2 * n) > eps:
        n += 1
    answers = [f((2 * i + 1) / (2 * n)) for i in range(n)]
    # From right to left: relu(q - t) bends the function at q.
    bias, output, slope = [], [], 0.0
    for i in range(n - 1, -1, -1):
        wanted = (answers[i - 1] - answers[i]) * n if i > 0 else 0.0
        bias.append((2 * i + 1) / (2 * n))
        output.append(wanted - slope)
        slope = wanted
    return [([[-1]] * n, bias), ([output], [answers[-1]])]


# %% q1c
x, y = variant.knots, variant.values
i = variant.knot
q1c = Fraction(y[i + 1] - y[i], x[i + 1] - x[i]) - Fraction(
    y[i - 1] - y[i], x[i - 1] - x[i]
)


# %% sup_distance
def sup_distance(net, x, y):
    x, y = points_and_values(x, y)
    if len(net) != 2:
        raise ValueError("layers")
    (W, b), (V, c) = net
    W, b, V, c = matrix(W), vector(b), matrix(V), vector(c)
    if len(W[0]) != 1 or len(V) != 1 or len(V[0]) != len(W):
        raise ValueError("shapes")
    candidates = list(x)
    for (w,), bias in zip(W, b):
        if w and x[0] < -bias / w < x[-1]:
            candidates.append(-bias / w)
    largest = 0.0
    for t in candidates:
        value = c[0] + sum(v * max(w * t + bias, 0.0) for v, (w,), bias in zip(V[0], W, b))
        k = min(bisect_right(x, t), len(x) - 1)
        p = y[k] + (y[k - 1] - y[k]) / (x[k - 1] - x[k]) * (t - x[k])
        largest = max(largest, abs(value - p))
    return largest


# %% box_bump
def box_bump(lo, hi, delta):
    lo, hi = vector(lo), vector(hi)
    d = len(lo)
    if d == 0 or len(hi) != d or any(a > b for a, b in zip(lo, hi)):
        raise ValueError("box")
    if not (math.isfinite(delta) and delta > 0):
        raise ValueError("delta")
    W, b, v = [], [], []
    for i in range(d):
        for kink, a in ((lo[i] - delta, 1), (lo[i], -1), (hi[i], -1), (hi[i] + delta, 1)):
            W.append([float(j == i) for j in range(d)])
            b.append(-kink)
            v.append(a / delta)
    return [(W, b), ([v], [1 - d]), ([[1]], [0])]


# %% feature_rank
def feature_rank(sigma, W, b, X, rtol=1e-9):
    """Unit by unit; singular values by one-sided Jacobi rotations."""
    W, b, X = matrix(W), vector(b), matrix(X)
    if (
        not W
        or not X
        or not W[0]
        or len(b) != len(W)
        or len(W[0]) != len(X[0])
        or not 0 <= rtol < 1
    ):
        raise ValueError("shapes or rtol")
    Z = [[sum(u * t for u, t in zip(w, x)) + c for x in X] for w, c in zip(W, b)]
    columns = [np.array(column) for column in np.asarray(sigma(np.array(Z)))]
    if len(columns) > len(X):
        columns = [np.array(row) for row in zip(*columns)]
    for _ in range(30):
        turned = False
        for i in range(len(columns)):
            for j in range(i):
                p, q = columns[i], columns[j]
                pp, qq, pq = p @ p, q @ q, p @ q
                if abs(pq) > 1e-15 * math.sqrt(pp * qq) and pq != 0:
                    zeta = (qq - pp) / (2 * pq)
                    t = math.copysign(1, zeta) / (abs(zeta) + math.hypot(1, zeta))
                    cos = 1 / math.hypot(1, t)
                    columns[i], columns[j] = cos * (p - t * q), cos * (t * p + q)
                    turned = True
        if not turned:
            break
    s = [math.sqrt(p @ p) for p in columns]
    return float(sum(t > rtol * max(s) for t in s))


# %% monomial_net
def monomial_net(dk, k, h, b0):
    """Multiply out (e^{h/2} - e^{-h/2})^k: one symmetric difference after another."""
    if not (math.isfinite(dk) and math.isfinite(b0) and 0 < h < math.inf) or dk == 0:
        raise ValueError("dk, h, b0")
    if k not in range(1000):
        raise ValueError("k")
    a = [1.0 / dk]
    for _ in range(k):
        a = [(left - right) / h for left, right in zip([0.0, *a], [*a, 0.0])]
    return [(j - k / 2) * h for j in range(k + 1)], [b0 for _ in a], a


# %% uat_rates
def uat_rates(ns):
    """Where the error is largest is known: |error| <= |f''|/8 h^2 at a middle, or a kink."""
    if len(ns) == 0 or any(n <= 0 for n in ns):
        raise ValueError("ns")
    rows = [[], [], []]
    for n in ns:
        sine = 0.0
        for k in range(n):
            left, right = math.sin(2 * math.pi * k / n), math.sin(2 * math.pi * (k + 1) / n)
            for i in range(1, 40):
                u = i / 40
                chord = left + u * (right - left)
                sine = max(sine, abs(math.sin(2 * math.pi * (k + u) / n) - chord))
        theta = n / 3 % 1
        rows[0].append(sine)
        rows[1].append(2 * theta * (1 - theta) / n)
        rows[2].append(0.25 / math.sqrt(n))
    return rows
