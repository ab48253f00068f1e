"""SciPy: linear programs for half-spaces and hulls, root finders, updates of one inverse."""

# %%
import itertools

import numpy as np
from scipy.optimize import brentq, linprog


def points_of(X, most=None):
    X = np.asarray(X, dtype=np.float64)
    if X.ndim != 2 or 0 in X.shape or not np.isfinite(X).all():
        raise ValueError("bad points")
    if most is not None and X.shape[0] > most:
        raise ValueError("too many points")
    return X


def sample_of(X, y):
    X, y = points_of(X), np.asarray(y, dtype=np.float64)
    if y.shape != X.shape[:1] or not np.isfinite(y).all():
        raise ValueError("bad labels")
    return X, y


# %% sample_size
def nats(delta, card):
    if not (0 < delta < 1 and 1 <= card < np.inf):
        raise ValueError("delta or card")
    return np.log(float(card)) - np.log(delta / 2)


def sample_size(eps, delta, card):
    if not 0 < eps < 1:
        raise ValueError("eps")
    return int(np.ceil(0.5 * nats(delta, card) * eps**-2))


def gap_bound(n, delta, card):
    if not n > 0:
        raise ValueError("n")
    return np.sqrt(0.5 * nats(delta, card) / n)


# %% radon_partition
def radon_partition(P):
    """Look for a dependence with Σ|a_i| = 2, in all signs of the last point but one."""
    P = points_of(P)
    n, d = P.shape
    if n != d + 2:
        raise ValueError("need d + 2 points")
    size = np.abs(P).max() or 1.0
    equations = np.vstack([P.T / size, np.ones(n)])
    for first in range(n):
        # a_first = 1 and the others free: a combination of the others with sum -1.
        rest = np.delete(np.arange(n), first)
        answer = np.linalg.lstsq(equations[:, rest], -equations[:, first], rcond=None)
        if np.abs(equations[:, rest] @ answer[0] + equations[:, first]).max() < 1e-10:
            break
    a = np.insert(answer[0], first, 1.0)
    minus = [i for i in range(n) if a[i] < 0]
    plus = [i for i in range(n) if a[i] >= 0]
    return plus, minus, a[minus] @ P[minus] / a[minus].sum()


# %% count_dichotomies
def separable(X, y):
    signed = y[:, None] * X
    program = linprog(
        np.zeros(X.shape[1]), A_ub=-signed, b_ub=-np.ones(len(X)), bounds=(None, None)
    )
    return program.status == 0


def count_dichotomies(X):
    X = points_of(X, most=8)
    half = itertools.product((1.0, -1.0), repeat=len(X) - 1)
    return 2 * sum(separable(X, np.array([1.0, *y])) for y in half)


def is_shattered(X):
    X = points_of(X, most=8)
    lifted = np.hstack([X, np.ones((len(X), 1))])
    labelings = itertools.product((1.0, -1.0), repeat=len(X) - 1)
    return all(separable(lifted, np.array([*y, 1.0])) for y in labelings)


# %% spectral_complexity
def spectral_complexity(weights, refs=None):
    layers = [points_of(A) for A in weights]
    if refs is None:
        refs = [np.zeros(A.shape) for A in layers]
    refs = [points_of(M) for M in refs]
    chained = all(B.shape[1] == A.shape[0] for A, B in itertools.pairwise(layers))
    if not layers or not chained or [A.shape for A in layers] != [M.shape for M in refs]:
        raise ValueError("shapes")
    spectral = np.array([np.sqrt(np.linalg.eigvalsh(A @ A.T)[-1].clip(0)) for A in layers])
    if spectral.min() == 0:
        raise ValueError("zero matrix")
    differences = [A - M for A, M in zip(layers, refs, strict=True)]
    mixed = np.array([np.sqrt(np.sum(D * D, axis=1)).sum() for D in differences])
    quotient = (mixed / spectral) ** (2 / 3)
    return np.prod(spectral) * np.sum(quotient) ** 1.5


# %% kl_inverse
def kl_inverse(q, c):
    """Solve for u = -ln(1 - p), in which large values are no difficulty, then polish."""
    if not 0 <= q <= 1 or not 0 <= c < np.inf:
        raise ValueError("q or c")
    if q == 1 or c == 0:
        return float(q)

    def excess(u):
        p = -np.expm1(-u)
        first = q * np.log(q / p) if q > 0 else 0.0
        return first + (1 - q) * (np.log1p(-q) + u) - c

    low = -np.log1p(-q)
    high = low + (c - (q * np.log(q) if q > 0 else 0)) / (1 - q) + 1
    return float(-np.expm1(-brentq(excess, low + 1e-12, high, xtol=1e-14, rtol=1e-15)))


# %% loo_error_ridge
def loo_error_ridge(X, y, lam):
    X, y = sample_of(X, y)
    if not 0 <= lam < np.inf:
        raise ValueError("lam")
    n, d = X.shape
    if lam == 0:
        H = X @ np.linalg.pinv(X)
    elif d <= n:
        H = X @ np.linalg.solve(X.T @ X + lam * np.eye(d), X.T)
    else:
        K = X @ X.T
        H = np.linalg.solve(K + lam * np.eye(n), K).T
    free = 1 - H.diagonal()
    if lam == 0 and free.min() < 1e-4:
        raise ValueError("leverage")
    return float(np.square((y - H @ y) / free).sum() / n)


# %% min_norm_ls
def min_norm_ls(X, y):
    X, y = sample_of(X, y)
    return np.linalg.pinv(X) @ y


def ols_risk(n, d, sigma, beta_norm):
    if n < 1 or d < 1 or not 0 < sigma < np.inf or not 0 <= beta_norm < np.inf:
        raise ValueError("range")
    if d <= n - 2:
        return np.square(sigma) * np.divide(d, n - d - 1)
    if d >= n + 2:
        return beta_norm**2 * (d - n) / d + sigma**2 * n / (d - n - 1)
    return np.inf


# %% double_descent
def double_descent(n, ds, sigma, reps, rng):
    """The unit vector is the first one; all points of a dimension at once."""
    train, test = [], []
    for d in ds:
        X = rng.normal(size=(reps, n, d))
        y = X[:, :, 0] + sigma * rng.normal(size=(reps, n))
        w = (np.linalg.pinv(X) @ y[:, :, None])[:, :, 0]
        train.append((((X @ w[:, :, None])[:, :, 0] - y) ** 2).mean(axis=1))
        w[:, 0] -= 1
        test.append((w**2).sum(axis=1))
    return np.array([train, test])
