"""Model answer: sums of logarithms, null vectors, deletion and restriction, SVD, bisection."""

# %%
import itertools
import math

import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def matrix(M):
    M = np.array(M, dtype=float)
    require(M.ndim == 2 and M.size > 0, "need a matrix with at least one entry")
    require(np.isfinite(M).all(), "need finite entries")
    return M


def labelled(X, y):
    X, y = matrix(X), np.array(y, dtype=float)
    require(y.shape == (len(X),), "need one label for each point")
    require(np.isfinite(y).all(), "need finite labels")
    return X, y


# %% sample_size
def log_failures(delta, card):
    """ln(2 card / delta), which may be the logarithm of a number that no float can hold."""
    require(0 < delta < 1, "need 0 < delta < 1")
    require(1 <= card < math.inf, "need 1 <= card < infinity")
    return math.log(2) + math.log(card) - math.log(delta)


def sample_size(eps, delta, card):
    require(0 < eps < 1, "need 0 < eps < 1")
    return math.ceil(log_failures(delta, card) / (2 * eps**2))


def gap_bound(n, delta, card):
    require(n >= 1, "need n >= 1")
    return math.sqrt(log_failures(delta, card) / (2 * n))


# %% q10a
log_card = variant.bits * variant.parameters * math.log(2)
q10a = math.ceil((math.log(2 / variant.delta) + log_card) / (2 * variant.eps**2))


# %% radon_partition
def radon_partition(P):
    P = matrix(P)
    n, d = P.shape
    require(n == d + 2, "need d + 2 points in dimension d")
    # d + 1 equations for d + 2 unknowns: Σ a_i p_i = 0 and Σ a_i = 0 with a ≠ 0.
    a = np.linalg.svd(np.vstack([P.T, np.ones(n)]))[2][-1]
    positive = a > 0
    point = a[positive] @ P[positive] / a[positive].sum()
    return np.flatnonzero(positive), np.flatnonzero(~positive), point


# %% count_dichotomies
def regions(X):
    """Number of regions into which the hyperplanes w·x_i = 0 cut the space of all w.

    The last hyperplane cuts in two each region of the others that it meets, and it meets as many
    as the others cut out on it, where x_i acts through its projection on x_n^⊥.
    """
    if len(X) == 0:
        return 1
    lengths = np.linalg.norm(X, axis=1, keepdims=True)
    if (lengths < 1e-9).any():
        return 0
    X = X / lengths
    others, last = X[:-1], X[-1]
    return regions(others) + regions(others - np.outer(others @ last, last))


def count_dichotomies(X):
    X = matrix(X)
    require(len(X) <= 8, "too many points")
    return regions(X)


def is_shattered(X):
    X = matrix(X)
    affine = np.column_stack([X, np.ones(len(X))])  # w·x + b = (w, b)·(x, 1)
    return count_dichotomies(affine) == 2 ** len(X)


# %% q10b
# Features x; (x, 1); (|x|², x, 1). Then Cover's count in that many dimensions.
surfaces = ["hyperplanes through the origin", "hyperplanes", "spheres or hyperplanes"]
extra = surfaces.index(variant.surface)
features = variant.dim + extra
q10b = 2 * sum(math.comb(variant.points - 1, k) for k in range(features))


# %% spectral_complexity
def spectral_complexity(weights, refs=None):
    A = [matrix(a) for a in weights]
    M = [0 * a for a in A] if refs is None else [matrix(m) for m in refs]
    require(len(A) > 0, "need at least one layer")
    for lower, upper in itertools.pairwise(A):
        require(upper.shape[1] == len(lower), "the widths do not fit")
    product, total = 1.0, 0.0
    for a, m in zip(A, M, strict=True):  # ValueError if there are more or fewer of M
        require(a.shape == m.shape, "a reference has another shape")
        require(a.any(), "a matrix is zero")
        spectral = np.linalg.norm(a, 2)
        mixed = np.linalg.norm(a - m, axis=1).sum()  # one norm for each unit
        product *= spectral
        total += (mixed / spectral) ** (2 / 3)
    return product * total**1.5


# %% kl_inverse
def relative_entropy(q, p):
    """kl(q‖p) for q, p < 1, with 0 ln 0 = 0."""
    first = q * math.log(q / p) if q > 0 else 0.0
    return first + (1 - q) * math.log((1 - q) / (1 - p))


def kl_inverse(q, c):
    require(0 <= q <= 1, "need 0 <= q <= 1")
    require(0 <= c < math.inf, "need 0 <= c < infinity")
    if c == 0:
        return q
    low, high = q, 1.0
    while True:
        p = (low + high) / 2
        if p in (low, high):  # no float lies between them
            return low
        if relative_entropy(q, p) > c:
            high = p
        else:
            low = p


# %% loo_error_ridge
def loo_error_ridge(X, y, lam):
    X, y = labelled(X, y)
    require(0 <= lam < math.inf, "need 0 <= lam < infinity")
    U, s, _ = np.linalg.svd(X, full_matrices=False)
    s[s < 1e-10 * s[0]] = 0  # directions that X does not have
    filtered = np.divide(s**2, s**2 + lam, out=np.zeros_like(s), where=s > 0)
    H = (U * filtered) @ U.T
    free = 1 - np.diag(H)
    if lam == 0:
        require((free > 1e-6).all(), "a point is alone in its direction")
    return np.mean(((y - H @ y) / free) ** 2)


# %% min_norm_ls
def min_norm_ls(X, y):
    X, y = labelled(X, y)
    return np.linalg.lstsq(X, y, rcond=1e-9)[0]


def ols_risk(n, d, sigma, beta_norm):
    require(n >= 1 and d >= 1, "need n, d >= 1")
    require(0 < sigma < math.inf, "need 0 < sigma < infinity")
    require(0 <= beta_norm < math.inf, "need 0 <= beta_norm < infinity")
    if abs(n - d) <= 1:
        return math.inf
    hidden = max(0, 1 - n / d)  # the part of β orthogonal to all points
    noise = min(n, d) / (abs(n - d) - 1)
    return beta_norm**2 * hidden + sigma**2 * noise


# %% q10c
top, bottom = variant.variance


def excess_risk(d):
    hidden = 1 - variant.n / d
    return variant.signal * hidden + top / bottom * variant.n / (d - variant.n - 1)


# Falls up to d = (n + 1)/(1 - σ/‖β‖), where its derivative vanishes, then rises.
turn = math.floor((variant.n + 1) / (1 - math.sqrt(top / bottom / variant.signal)))
q10c = min(excess_risk(turn), excess_risk(turn + 1))


# %% double_descent
def double_descent(n, ds, sigma, reps, rng):
    train, test = np.zeros((2, len(ds), reps))
    for k, d in enumerate(ds):
        for r in range(reps):
            beta = rng.standard_normal(d)
            beta /= np.linalg.norm(beta)
            X = rng.standard_normal((n, d))
            y = X @ beta + sigma * rng.standard_normal(n)
            w = np.linalg.lstsq(X, y, rcond=None)[0]
            train[k, r] = np.mean((X @ w - y) ** 2)
            test[k, r] = np.sum((w - beta) ** 2)
    return train, test
