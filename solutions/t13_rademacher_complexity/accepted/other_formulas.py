"""Other formulas: Gram matrices, columns for the cross-polytope, logarithms, scipy."""

# %%
import math

import numpy as np
from scipy.spatial.distance import pdist
from scipy.stats import binom


def bits(n):
    return 1 - 2 * np.unpackbits(
        np.arange(2**n, dtype=">u2").view(np.uint8).reshape(-1, 2), axis=1
    )[:, 16 - n :].astype(float)


def good(A):
    A = np.atleast_1d(np.array(A, dtype=float, copy=True))
    if A.ndim != 2:
        raise TypeError("a matrix is needed")
    if not A.size or np.isnan(A).any() or np.isinf(A).any():
        raise ValueError("empty or not finite")
    return A


# %% rademacher_exact
def rademacher_exact(A, absolute=False):
    A = good(A)
    n = A.shape[1]
    if n >= 15:
        raise ValueError("n")
    if absolute:
        A = np.concatenate([A, -A])
    return np.float64(np.einsum("si,ai->sa", bits(n), A).max(1).sum()) / (n << n)


# %% q13a
# 2 n R = E of the width of the triangle, translation and sign removed
triangle = abs(variant.scale) * np.array(variant.rows)
q13a = np.ptp(bits(3) @ triangle.T, axis=1).mean() / 6

# %% q13b
k = np.arange(variant.sign_n + 1)
q13b = (
    variant.sign_c * np.abs(1 - 2 * k / variant.sign_n) @ binom.pmf(k, variant.sign_n, 0.5)
)


# %% massart_bound
def massart_bound(A, center=False):
    A = np.array(sorted(set(map(tuple, good(A)))))
    N, n = A.shape
    H = np.eye(N) - np.full((N, N), 1 / N) if center else np.eye(N)
    squares = np.einsum("ij,ij->i", H @ A, H @ A)
    return (2 * squares.max() * math.log(N)) ** 0.5 / n


# %% rademacher_linear
def rademacher_linear(X, B, p):
    X = good(X)
    n = len(X)
    if n > 14:
        raise ValueError("n")
    if not 0 <= B < float("inf"):
        raise ValueError("B")
    if p == 2:
        S = bits(n)
        squares = np.einsum("si,ij,sj->s", S, X @ X.T, S, optimize=True)
        exact = np.sqrt(np.maximum(squares, 0)).mean() / n
        return B * exact, B * math.sqrt(np.trace(X @ X.T)) / n
    if p == 1:
        vertices = np.vstack([X.T, -X.T])
        bound = (
            max(np.linalg.norm(v) for v in vertices)
            * math.sqrt(2 * math.log(len(vertices)))
            / n
        )
        return B * rademacher_exact(X.T, absolute=True), B * bound
    raise ValueError("p")


# %% q13c
n = (variant.radius * variant.entry / variant.eps) ** 2 * math.log(4 * variant.dim**2)
q13c = float(int(n) + 1)


# %% contract
def contract(A, phi, L):
    A = good(A)
    if not 0 <= L < float("inf"):
        raise ValueError("L")
    image = np.array(phi(A.ravel())).reshape(A.shape)
    if A.size > 1:
        rise, run = pdist(image.reshape(-1, 1)), pdist(A.reshape(-1, 1))
        if np.any(rise - L * run > 1e-9):
            raise ValueError("steeper than L")
    return image


def contraction_holds(A, phi, L):
    return np.array([rademacher_exact(contract(A, phi, L)), L * rademacher_exact(A)])


# %% contraction_counterexample
def contraction_counterexample(constant=1.0):
    """Four functions on three points; φ(t) = sin(t) + 1."""
    if not (constant >= 1 and constant < np.inf):
        raise ValueError("constant")
    A = np.vstack([np.zeros(3), np.eye(3)]) / (9 * constant)
    return np.stack([A, np.sin(A) + 1])


# %% golowich_bound
def golowich_bound(fro_norms, B, n):
    M = np.ravel(np.asarray(fro_norms, dtype=float))
    if (
        M.size == 0
        or not np.isfinite(M).all()
        or M.min() < 0
        or not 0 <= B < np.inf
        or n < 1
    ):
        raise ValueError("out of range")
    with np.errstate(divide="ignore"):
        product = np.exp(np.log(M).sum())
    return B / np.sqrt(n) * product * (1 + np.sqrt(2 * M.size * np.log(2)))


def risk_bound(emp, rad, n, delta):
    if min(emp, rad) < 0 or n < 1 or not 0 < delta < 1 or not np.isfinite([emp, rad]).all():
        raise ValueError("out of range")
    return np.sum([emp, 2 * rad, 3 * np.sqrt(-np.log(delta / 2) / 2 / n)])


# %% rad_vs_n
def rad_vs_n(ns, reps, rng):
    """Exact for n <= 10, else 300 draws; norms from Gram matrices."""
    rad, upper, gap = (np.zeros((len(ns), reps)) for _ in range(3))
    for k, n in enumerate(ns):
        for r in range(reps):
            X = np.array([g / np.linalg.norm(g) for g in rng.normal(size=(n, 3))])
            K = X @ X.T
            y = np.where(rng.random(n) < 0.5, -1, 1)
            S = bits(n) if n <= 10 else np.where(rng.random((300, n)) < 0.5, -1.0, 1.0)
            rad[k, r] = np.sqrt(np.maximum(((S @ K) * S).sum(1), 0)).mean() / n
            upper[k, r] = np.sqrt(np.trace(K)) / n
            gap[k, r] = np.sqrt(max(y @ K @ y, 0)) / n / 2
    return rad, upper, gap
