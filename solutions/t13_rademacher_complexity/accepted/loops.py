"""Plain Python: loops over signs and functions, lists and floats, no array arithmetic."""

# %%
import math
from itertools import product

import numpy as np


def rows_of(A):
    if np.ndim(A) != 2 or np.size(A) == 0:
        raise ValueError("need a nonempty matrix")
    rows = [[float(x) for x in row] for row in A]
    if any(not math.isfinite(x) for row in rows for x in row):
        raise ValueError("need finite entries")
    return rows


def dot(u, v):
    return sum(x * y for x, y in zip(u, v, strict=True))


# %% rademacher_exact
def rademacher_exact(A, absolute=False):
    rows = rows_of(A)
    n = len(rows[0])
    if n > 14:
        raise ValueError("n > 14")
    total = 0.0
    for sigma in product((-1, 1), repeat=n):
        values = [dot(sigma, row) for row in rows]
        total += max(abs(v) for v in values) if absolute else max(values)
    return total / 2**n / n


# %% q13a
moved = [
    [variant.scale * a + v for a, v in zip(row, variant.shift, strict=True)]
    for row in variant.rows
]
q13a = rademacher_exact(moved)

# %% q13b
n, c = variant.sign_n, variant.sign_c
q13b = c / n * sum(math.comb(n, k) * abs(n - 2 * k) for k in range(n + 1)) / 2**n


# %% massart_bound
def massart_bound(A, center=False):
    rows = {tuple(row) for row in rows_of(A)}
    N, n = len(rows), len(next(iter(rows)))
    mean = [math.fsum(column) / N if center else 0.0 for column in zip(*rows, strict=True)]
    radius = max(math.dist(row, mean) for row in rows)
    return radius * math.sqrt(2 * math.log(N)) / n


# %% rademacher_linear
def rademacher_linear(X, B, p):
    points = rows_of(X)
    n, d = len(points), len(points[0])
    if n > 14 or p not in (1, 2) or not 0 <= B < math.inf:
        raise ValueError("need n <= 14, p in (1, 2), 0 <= B < inf")
    columns = list(zip(*points, strict=True))
    total = 0.0
    for sigma in product((-1, 1), repeat=n):
        s = [dot(sigma, column) for column in columns]
        total += math.hypot(*s) if p == 2 else max(abs(x) for x in s)
    exact = B * total / 2**n / n
    if p == 2:
        return [exact, B / n * math.sqrt(sum(dot(x, x) for x in points))]
    widest = max(math.hypot(*column) for column in columns)
    return [exact, B / n * widest * math.sqrt(2 * math.log(2 * d))]


# %% q13c
def bound(n):
    X_norm = variant.entry * math.sqrt(n)
    return variant.radius / n * X_norm * math.sqrt(2 * math.log(2 * variant.dim))


low, high = 0, 1
while bound(high) > variant.eps:
    low, high = high, 2 * high
while high - low > 1:
    middle = (low + high) // 2
    low, high = (low, middle) if bound(middle) <= variant.eps else (middle, high)
q13c = high


# %% rademacher_mc
def rademacher_mc(sup_oracle, n, n_draws, rng):
    """Welford's running mean and sum of squares."""
    if n < 1 or n_draws < 2:
        raise ValueError("need n >= 1, n_draws >= 2")
    mean = squares = 0.0
    for k in range(1, n_draws + 1):
        sigma = [1 if rng.random() < 0.5 else -1 for _ in range(n)]
        value = float(sup_oracle(sigma)) / n
        change = value - mean
        mean += change / k
        squares += change * (value - mean)
    return [mean, math.sqrt(squares / (n_draws - 1) / n_draws)]


# %% contract
def contract(A, phi, L):
    rows = rows_of(A)
    if not 0 <= L < math.inf:
        raise ValueError("need 0 <= L < inf")
    image = [[float(phi(x)) for x in row] for row in rows]
    pairs = [
        (x, y) for r, s in zip(rows, image, strict=True) for x, y in zip(r, s, strict=True)
    ]
    for s, u in pairs:
        for t, v in pairs:
            if abs(u - v) > L * abs(s - t) + 1e-9:
                raise ValueError("not Lipschitz")
    return image


def contraction_holds(A, phi, L):
    image = contract(A, phi, L)
    return [rademacher_exact(image), L * rademacher_exact(A)]


# %% contraction_counterexample
def contraction_counterexample(constant=1.0):
    """Use φ(t) = |t| - 3 on two functions and two points."""
    if not 1 <= constant < math.inf:
        raise ValueError("need 1 <= constant < inf")
    h = 1 / constant
    A = [[0.0, h], [-h, 0.0]]
    return A, [[abs(t) - 3 for t in row] for row in A]


# %% golowich_bound
def golowich_bound(fro_norms, B, n):
    norms = [float(m) for m in fro_norms]
    if not norms or not all(0 <= x < math.inf for x in [*norms, B]) or n < 1:
        raise ValueError("a parameter is out of range")
    return B * (math.sqrt(math.log(4) * len(norms)) + 1) * math.prod(norms) / n**0.5


def risk_bound(emp, rad, n, delta):
    if not (0 <= emp < math.inf and 0 <= rad < math.inf and n >= 1 and 0 < delta < 1):
        raise ValueError("a parameter is out of range")
    return emp + 2 * rad + math.sqrt(9 * (math.log(2) - math.log(delta)) / (2 * n))


# %% rad_vs_n
def rad_vs_n(ns, reps, rng):
    tables = [[], [], []]
    for n in ns:
        rows = [[], [], []]
        for _ in range(reps):
            X = rng.normal(size=(n, 3))
            X = X / np.sqrt((X * X).sum(axis=1))[:, None]
            y = 2 * rng.integers(0, 2, n) - 1
            rad = 0.0
            for _ in range(200):
                sigma = 2 * rng.integers(0, 2, n) - 1
                rad += math.hypot(*(sigma @ X)) / n / 200
            rows[0].append(rad)
            rows[1].append(math.sqrt(np.sum(X * X)) / n)
            w = y @ X / np.linalg.norm(y @ X)  # the least empirical risk
            rows[2].append(0.5 - np.mean((1 - y * (X @ w)) / 2))
        for table, row in zip(tables, rows, strict=True):
            table.append(row)
    return tables
