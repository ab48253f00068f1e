"""PyTorch; float32 wherever the question does not require float64."""

# %%
import itertools
import math

import numpy as np
import torch


def tensor(M, dtype=torch.float64):
    M = torch.as_tensor(np.array(M, dtype=np.float64), dtype=dtype)
    if M.ndim != 2 or M.numel() == 0 or not torch.isfinite(M).all():
        raise ValueError("need a finite matrix with entries")
    return M


def pair(X, y):
    X = tensor(X)
    y = torch.as_tensor(np.array(y, dtype=np.float64))
    if y.shape != X.shape[:1] or not torch.isfinite(y).all():
        raise ValueError("need finite labels, one for each point")
    return X, y


# %% sample_size
def logs(delta, card):
    if not 0 < delta < 1 or not 1 <= card < math.inf:
        raise ValueError("delta or card")
    return torch.tensor([card, 2.0], dtype=torch.float64).log().sum() - math.log(delta)


def sample_size(eps, delta, card):
    if not 0 < eps < 1:
        raise ValueError("eps")
    return (logs(delta, card) / (2 * eps * eps)).ceil()


def gap_bound(n, delta, card):
    if n < 1:
        raise ValueError("n")
    return (logs(delta, card) / (2.0 * n)).sqrt().float()


# %% radon_partition
def radon_partition(P):
    P = tensor(P)
    if P.shape[0] != P.shape[1] + 2:
        raise ValueError("need d + 2 points")
    centre = P.mean(dim=0)
    Q = (P - centre) / ((P - centre).abs().max() + 1e-300)
    Q = torch.cat([Q, torch.ones(len(P), 1, dtype=torch.float64)], dim=1)
    a = torch.linalg.svd(Q.T)[2][-1]
    plus, minus = a.clamp(min=0), (-a).clamp(min=0)
    point = minus @ P / minus.sum()
    return plus.nonzero()[:, 0], minus.nonzero()[:, 0], point.float()


# %% spectral_complexity
def spectral_complexity(weights, refs=None):
    A = [tensor(a, torch.float32) for a in weights]
    M = (
        [torch.zeros_like(a) for a in A]
        if refs is None
        else [tensor(m, torch.float32) for m in refs]
    )
    if len(A) == 0 or [a.shape for a in A] != [m.shape for m in M]:
        raise ValueError("shapes")
    for a, b in itertools.pairwise(A):
        if a.shape[0] != b.shape[1]:
            raise ValueError("chain")
    if any(a.abs().max() == 0 for a in A):
        raise ValueError("zero matrix")
    s = torch.stack([torch.linalg.matrix_norm(a, 2) for a in A])
    m = torch.stack([(a - b).norm(dim=1).sum() for a, b in zip(A, M, strict=True)])
    return s.prod() * (m / s).pow(2 / 3).sum().pow(3 / 2)


# %% loo_error_ridge
def loo_error_ridge(X, y, lam):
    """Eigenvectors of the Gram matrix: H = V diag(g/(g + lam)) V^T."""
    X, y = pair(X, y)
    if not 0 <= lam < math.inf:
        raise ValueError("lam")
    g, V = torch.linalg.eigh(X @ X.T)
    g = torch.where(g > 1e-10 * g[-1], g, 0.0)
    share = torch.where(g > 0, g / (g + lam), 0.0)
    residual = V @ ((1 - share) * (V.T @ y))
    free = (V**2) @ (1 - share)
    if lam == 0 and free.min() < 1e-5:
        raise ValueError("leverage")
    return ((residual / free) ** 2).mean()


# %% min_norm_ls
def min_norm_ls(X, y):
    X, y = pair(X, y)
    return torch.linalg.lstsq(X, y[:, None], driver="gelsd", rcond=1e-8).solution[:, 0]


def ols_risk(n, d, sigma, beta_norm):
    if n < 1 or d < 1 or not 0 < sigma < math.inf or not 0 <= beta_norm < math.inf:
        raise ValueError("range")
    gap = n - d
    if abs(gap) < 2:
        return torch.tensor(math.inf)
    bias = beta_norm**2 * (1 - n / d) if gap < 0 else 0.0
    return torch.tensor(bias + sigma**2 * min(n, d) / (abs(gap) - 1))


# %% double_descent
def double_descent(n, ds, sigma, reps, rng):
    results = []
    for d in ds:
        beta = torch.full((d, 1), d**-0.5, dtype=torch.float64)
        X = torch.from_numpy(rng.standard_normal((reps, n, d)))
        y = X @ beta + sigma * torch.from_numpy(rng.standard_normal((reps, n, 1)))
        if d <= n:
            w = torch.linalg.lstsq(X, y).solution
        else:
            # Q R = X^T: w = Q R^{-T} y
            Q, R = torch.linalg.qr(X.transpose(1, 2))
            w = Q @ torch.linalg.solve_triangular(R.transpose(1, 2), y, upper=False)
        train = ((X @ w - y) ** 2).mean(dim=(1, 2))
        results.append((train, ((w - beta) ** 2).sum(dim=(1, 2))))
    train, test = zip(*results, strict=True)
    return torch.stack(train), torch.stack(test)
