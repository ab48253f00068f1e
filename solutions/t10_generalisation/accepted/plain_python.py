"""Plain Python: searches, exact fractions, loops and lists, no factorisation by NumPy."""

# %%
import itertools
import math
from fractions import Fraction

import numpy as np


def rows_of(X):
    if np.ndim(X) != 2 or np.size(X) == 0:
        raise ValueError("need a nonempty matrix")
    rows = [[float(x) for x in row] for row in X]
    if any(not math.isfinite(x) for row in rows for x in row):
        raise ValueError("need finite entries")
    return rows


def dot(u, v):
    return sum(a * b for a, b in zip(u, v, strict=True))


def kernel_vector(equations):
    """A nonzero solution of fewer equations than unknowns, by exact elimination."""
    rows = [list(map(Fraction, row)) for row in equations]
    unknowns, pivots, r = len(rows[0]), [], 0
    for c in range(unknowns):
        best = next((i for i in range(r, len(rows)) if rows[i][c] != 0), None)
        if best is None:
            continue
        rows[r], rows[best] = rows[best], rows[r]
        rows[r] = [x / rows[r][c] for x in rows[r]]
        for i in range(len(rows)):
            if i != r and rows[i][c] != 0:
                factor = rows[i][c]
                rows[i] = [x - factor * z for x, z in zip(rows[i], rows[r], strict=True)]
        pivots.append(c)
        r += 1
        if r == len(rows):
            break
    free = next(c for c in range(unknowns) if c not in pivots)
    solution = [Fraction(0)] * unknowns
    solution[free] = Fraction(1)
    for i, c in enumerate(pivots):
        solution[c] = -rows[i][free]
    return solution


# %% sample_size
def gap_bound(n, delta, card):
    if not n >= 1 or not 0 < delta < 1 or not 1 <= card < math.inf:
        raise ValueError("a parameter is out of range")
    return (math.log(math.sqrt(2 * card) / math.sqrt(delta)) / n) ** 0.5


def sample_size(eps, delta, card):
    """Double n until the gap is small enough, then bisect."""
    if not 0 < eps < 1:
        raise ValueError("need 0 < eps < 1")
    low, high = 0, 1
    while gap_bound(high, delta, card) > eps:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (
            (low, middle) if gap_bound(middle, delta, card) <= eps else (middle, high)
        )
    return high


# %% q10a
half_log = (
    math.log(2 / variant.delta) / 2 + variant.bits * variant.parameters * math.log(2) / 2
)
q10a = int(half_log / variant.eps**2) + 1


# %% radon_partition
def radon_partition(P):
    rows = rows_of(P)
    n, d = len(rows), len(rows[0])
    if n != d + 2:
        raise ValueError("need d + 2 points")
    a = kernel_vector([*zip(*rows, strict=True), [1.0] * n])
    I = [i for i in range(n) if a[i] > 0]
    J = [i for i in range(n) if a[i] < 0]
    total = sum(a[i] for i in I)
    point = [float(sum(a[i] * Fraction(rows[i][j]) for i in I) / total) for j in range(d)]
    return I, tuple(J), point


# %% count_dichotomies
def rank(rows):
    """Rank by elimination with pivots, relative to the largest entry."""
    rows = [list(row) for row in rows]
    found = 0
    while rows and rows[0]:
        value, i, c = max(
            (abs(x), i, c) for i, r in enumerate(rows) for c, x in enumerate(r)
        )
        if value < 1e-9:
            break
        top = rows.pop(i)
        rows = [[x - r[c] / top[c] * t for x, t in zip(r, top, strict=True)] for r in rows]
        found += 1
    return found


def count_dichotomies(X):
    """Inclusion and exclusion over all subsets: Σ (-1)^(size - rank)."""
    rows = rows_of(X)
    if len(rows) > 8:
        raise ValueError("at most eight points")
    if not all(any(row) for row in rows):
        return 0.0
    units = [[x / math.hypot(*row) for x in row] for row in rows]
    total = 0
    for size in range(len(units) + 1):
        for chosen in itertools.combinations(units, size):
            total += (-1.0) ** (size - rank(chosen))
    return total


def is_shattered(X):
    rows = rows_of(X)
    if len(rows) > 8:
        raise ValueError("at most eight points")
    return rank(
        [[x - x0 for x, x0 in zip(row, rows[0], strict=True)] for row in rows[1:]]
    ) == (len(rows) - 1)


# %% q10b
names = ["hyperplanes through the origin", "hyperplanes", "spheres or hyperplanes"]
D = variant.dim + names.index(variant.surface)
term, q10b = 2, 0
for k in range(min(D, variant.points)):
    q10b += term
    term = term * (variant.points - 1 - k) // (k + 1)


# %% spectral_complexity
def spectral_norm(rows):
    """Power iteration on A^T A, squared again and again."""
    gram = np.array([[dot(u, v) for v in rows] for u in rows])
    size = float(np.trace(gram))
    power = gram / size
    exponent = 1
    for _ in range(50):
        scale = float(np.trace(power @ power)) ** 0.5
        if exponent > 1e12:
            break
        power = power @ power / scale**2
        exponent *= 2
    return math.sqrt(float(np.trace(gram @ power) / np.trace(power)))


def spectral_complexity(weights, refs=None):
    layers = [rows_of(A) for A in weights]
    if not layers:
        raise ValueError("no layer")
    if refs is None:
        refs = [[[0.0] * len(A[0]) for _ in A] for A in layers]
    refs = [rows_of(M) for M in refs]
    if [np.shape(A) for A in layers] != [np.shape(M) for M in refs]:
        raise ValueError("references of other shapes")
    if any(len(A) != len(B[0]) for A, B in itertools.pairwise(layers)):
        raise ValueError("the widths do not fit")
    if any(not any(map(any, A)) for A in layers):
        raise ValueError("a zero matrix")
    norms = [spectral_norm(A) for A in layers]
    total = 0.0
    for A, M, s in zip(layers, refs, norms, strict=True):
        total += (sum(math.dist(a, m) for a, m in zip(A, M, strict=True)) / s) ** (2 / 3)
    return math.prod(norms) * total * math.sqrt(total)


# %% kl_inverse
def kl_inverse(q, c):
    """Newton's method from above for the convex function kl(q‖·) in u = -ln(1 - p)."""
    if not (0 <= q <= 1 and 0 <= c < math.inf):
        raise ValueError("a parameter is out of range")
    if q == 1 or c == 0:
        return [q][0]
    constant = (1 - q) * math.log(1 - q) + (q * math.log(q) if q > 0 else 0.0) - c
    u = -constant / (1 - q) + 1  # kl >= constant + (1 - q) u
    for _ in range(200):
        p = -math.expm1(-u)
        value = constant + (1 - q) * u - (q * math.log(p) if q > 0 else 0.0)
        slope = (1 - q) - q * (1 - p) / p
        step = value / slope
        if step <= 0:
            break
        u -= step
    return max(q, -math.expm1(-u))


# %% min_norm_ls
def min_norm_ls(X, y):
    """Orthonormal basis of the rows by Gram and Schmidt, then of the columns of what is left."""
    rows = rows_of(X)
    labels = [float(t) for t in y]
    if np.ndim(y) != 1 or len(labels) != len(rows) or not all(map(math.isfinite, labels)):
        raise ValueError("bad labels")
    basis = orthonormal(rows)
    if not basis:
        return [0.0] * len(rows[0])
    B = [[dot(row, v) for v in basis] for row in rows]  # coordinates of the points
    columns = orthonormal([list(c) for c in zip(*B, strict=True)])
    R = [[dot(u, c) for c in zip(*B, strict=True)] for u in columns]
    right = [dot(u, labels) for u in columns]
    coordinates = np.linalg.solve(R, right)
    return [dot(coordinates, column) for column in zip(*basis, strict=True)]


def orthonormal(vectors):
    """Gram-Schmidt, twice for stability, largest remainder first."""
    size = max(math.hypot(*v) for v in vectors)
    left, basis = [list(v) for v in vectors], []
    while left:
        left.sort(key=lambda v: math.hypot(*v))
        v = left.pop()
        if math.hypot(*v) <= 1e-10 * size:
            break
        for _ in range(2):
            for u in basis:
                s = dot(u, v)
                v = [a - s * b for a, b in zip(v, u, strict=True)]
        length = math.hypot(*v)
        basis.append([a / length for a in v])
        u = basis[-1]
        left = [[a - dot(u, w) * b for a, b in zip(w, u, strict=True)] for w in left]
    return basis


def ols_risk(n, d, sigma, beta_norm):
    if min(n, d) < 1 or not 0 < sigma < math.inf or not 0 <= beta_norm < math.inf:
        raise ValueError("a parameter is out of range")
    if n - d in (-1, 0, 1):
        return float("inf")
    if n > d:
        return sigma * sigma * d / (n - d - 1)
    return beta_norm * beta_norm * (d - n) / d + sigma * sigma * n / (d - n - 1)


# %% q10c
noise = Fraction(*variant.variance)
q10c = min(
    variant.signal * (1 - Fraction(variant.n, d))
    + noise * Fraction(variant.n, d - variant.n - 1)
    for d in range(variant.n + 2, 10 * variant.n)
)
