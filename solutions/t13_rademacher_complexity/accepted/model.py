"""Model answer: signs enumerated by itertools, every formula as it is stated."""

# %%
import itertools
import math

import numpy as np


def signs(n):
    """All sign vectors, shape (2^n, n)."""
    return np.array(list(itertools.product((1.0, -1.0), repeat=n)))


def matrix(A):
    A = np.array(A, dtype=float)
    if A.ndim != 2 or A.size == 0 or not np.isfinite(A).all():
        raise ValueError("need a finite matrix with at least one entry")
    return A


def require(condition, message):
    if not condition:
        raise ValueError(message)


# %% rademacher_exact
def rademacher_exact(A, absolute=False):
    A = matrix(A)
    n = A.shape[1]
    require(n <= 14, "2^n signs are too many")
    values = signs(n) @ A.T  # (2^n, N)
    if absolute:
        values = np.abs(values)
    return values.max(axis=1).mean() / n


# %% q13a
# R(λA + v) = |λ| R(A): neither v nor the sign of λ matters.
q13a = rademacher_exact(variant.scale * np.array(variant.rows))

# %% q13b
n = variant.sign_n
# The larger of ±cσ·1 is c|S_n|, a random walk; E|S_n|/n = C(n - 1, ⌊(n - 1)/2⌋)/2^(n - 1).
q13b = variant.sign_c * np.abs(signs(n).sum(axis=1)).mean() / n


# %% massart_bound
def massart_bound(A, center=False):
    A = np.unique(matrix(A), axis=0)  # a class is a set
    N, n = A.shape
    if center:
        A = A - A.mean(axis=0)
    return np.linalg.norm(A, axis=1).max() * np.sqrt(2 * np.log(N)) / n


# %% rademacher_linear
def rademacher_linear(X, B, p):
    X = matrix(X)
    n, d = X.shape
    require(n <= 14, "2^n signs are too many")
    require(p in (1, 2), "p is 1 or 2")
    require(0 <= B < math.inf, "need 0 <= B < infinity")
    sums = signs(n) @ X  # (2^n, d)
    if p == 2:
        norms = np.linalg.norm(sums, axis=1)
        upper = np.sqrt((X**2).sum())
    else:
        norms = np.abs(sums).max(axis=1)
        upper = np.linalg.norm(X, axis=0).max() * np.sqrt(2 * np.log(2 * d))
    return B * norms.mean() / n, B * upper / n


# %% q13c
# ‖X_j‖ ≤ r √n, hence the bound B r √(2 ln 2d) / √n
q13c = math.ceil(
    2 * math.log(2 * variant.dim) * (variant.radius * variant.entry / variant.eps) ** 2
)


# %% rademacher_mc
def rademacher_mc(sup_oracle, n, n_draws, rng):
    require(n >= 1 and n_draws >= 2, "need n >= 1 and n_draws >= 2")
    sigmas = rng.choice((-1.0, 1.0), size=(n_draws, n))
    values = np.array([sup_oracle(sigma) for sigma in sigmas]) / n
    return values.mean(), values.std(ddof=1) / np.sqrt(n_draws)


# %% contract
def contract(A, phi, L):
    A = matrix(A)
    require(0 <= L < math.inf, "need 0 <= L < infinity")
    image = np.asarray(phi(A), dtype=float)
    order = np.argsort(A, axis=None)
    # Neighbours in the order of the line are enough: a rise over [s, t] is a sum of such rises.
    rise, run = np.abs(np.diff(image.ravel()[order])), np.diff(A.ravel()[order])
    require((rise <= L * run + 1e-9).all(), f"phi is not {L}-Lipschitz on the entries of A")
    return image


def contraction_holds(A, phi, L):
    return rademacher_exact(contract(A, phi, L)), L * rademacher_exact(A)


# %% contraction_counterexample
def contraction_counterexample(constant=1.0):
    require(1 <= constant < math.inf, "need 1 <= constant < infinity")
    h = 1 / (2 * constant)
    A = np.array([[0.0, h]])  # complexity h/2
    return A, A + 1  # φ(t) = t + 1: complexity (1 + h)/2


# %% golowich_bound
def golowich_bound(fro_norms, B, n):
    M = np.array(fro_norms, dtype=float)
    require(M.ndim == 1 and M.size > 0, "need at least one layer")
    require(np.isfinite(M).all() and (M >= 0).all(), "need finite norms >= 0")
    require(0 <= B < math.inf and n >= 1, "need 0 <= B < infinity and n >= 1")
    return B * (np.sqrt(2 * np.log(2) * len(M)) + 1) * M.prod() / np.sqrt(n)


def risk_bound(emp, rad, n, delta):
    require(0 <= emp < math.inf and 0 <= rad < math.inf, "need finite emp, rad >= 0")
    require(n >= 1 and 0 < delta < 1, "need n >= 1 and 0 < delta < 1")
    return emp + 2 * rad + 3 * np.sqrt(np.log(2 / delta) / (2 * n))


# %% rad_vs_n
def rad_vs_n(ns, reps, rng):
    rad, upper, gap = np.empty((3, len(ns), reps))
    for k, n in enumerate(ns):
        for r in range(reps):
            X = rng.standard_normal((n, 3))
            X /= np.linalg.norm(X, axis=1, keepdims=True)
            y = rng.choice((-1.0, 1.0), size=n)
            sigmas = rng.choice((-1.0, 1.0), size=(200, n))
            rad[k, r] = np.linalg.norm(sigmas @ X, axis=1).mean() / n
            upper[k, r] = np.sqrt((X**2).sum()) / n
            gap[k, r] = np.linalg.norm(y @ X) / (2 * n)
    return rad, upper, gap
