"""Gray code: one sign flips at a time, so each step is one vector addition; halves of ±σ."""

# %%
import math
from fractions import Fraction

import numpy as np


def walk(X):
    """Yield Σ σ_i X_i over all signs with σ_n = 1, flipping one sign at a time."""
    n = len(X)
    sigma = np.ones(n)
    total = X.sum(axis=0)
    yield total
    for k in range(1, 2 ** (n - 1)):
        i = (k & -k).bit_length() - 1
        sigma[i] = -sigma[i]
        total = total + 2 * sigma[i] * X[i]
        yield total


def checked(A, points_axis):
    A = np.asarray(A, dtype=np.float64)
    if A.ndim != 2 or min(A.shape) == 0 or not np.all(np.isfinite(A)):
        raise ValueError("bad matrix")
    if A.shape[points_axis] > 14:
        raise ValueError("too many points")
    return A


# %% rademacher_exact
def rademacher_exact(A, absolute=False):
    A = checked(A, 1)
    n = A.shape[1]
    if absolute:
        widths = [np.abs(s).max() for s in walk(A.T)]
    else:
        widths = [np.ptp(s) / 2 for s in walk(A.T)]
    return math.fsum(widths) / len(widths) / n


# %% q13a
# Three points in the plane spanned by two differences; exact rational arithmetic.
total = 0
for bits in range(8):
    sigma = [1 - 2 * (bits >> i & 1) for i in range(3)]
    total += max(
        sum(s * a for s, a in zip(sigma, row, strict=True)) for row in variant.rows
    )
q13a = Fraction(abs(round(100 * variant.scale)), 100) * total / 24

# %% q13b
c1 = variant.sign_c * np.ones(variant.sign_n)
q13b = rademacher_exact([c1, -c1])


# %% rademacher_linear
def rademacher_linear(X, B, p):
    X = checked(X, 0)
    if p not in [1, 2]:
        raise ValueError("p")
    if not np.isfinite(B) or B < 0:
        raise ValueError("B")
    n, d = X.shape
    norms = [np.linalg.norm(s, 2 if p == 2 else np.inf) for s in walk(X)]
    exact = B * np.mean(norms) / n
    upper = (
        np.linalg.norm(X, "fro")
        if p == 2
        else np.sqrt((X**2).sum(0).max() * 2 * np.log(2 * d))
    )
    return np.array([exact, B * upper / n])


# %% rademacher_mc
def rademacher_mc(sup_oracle, n, n_draws, rng):
    if n < 1:
        raise ValueError("n")
    if n_draws < 2:
        raise ValueError("n_draws")
    values = []
    while len(values) < n_draws:
        sigma = np.sign(rng.standard_normal(n))
        values.append(sup_oracle(sigma) / n)
    mean = sum(values) / n_draws
    variance = sum((v - mean) ** 2 for v in values) / (n_draws - 1)
    return np.array([mean, (variance / n_draws) ** 0.5])
