"""PyTorch in single precision, except where float64 is required; results are tensors."""

# %%
import math

import numpy as np
import torch


def tensor(A, axes=2, dtype=torch.float32):
    A = np.asarray(A, dtype=np.float64)
    if A.ndim != axes or A.size == 0 or not np.isfinite(A).all():
        raise ValueError("bad array")
    return torch.tensor(A, dtype=dtype)


def arc_cosine(c):
    c = c.clamp(-1, 1)
    t = torch.acos(c)
    return (torch.sin(t) + (math.pi - t) * c) / (2 * math.pi), 0.5 - t / (2 * math.pi)


def covariance(S):
    S = tensor(S, dtype=torch.float64)
    small = 1e-10 * max(1.0, float(torch.trace(S))) if S.shape == (2, 2) else 0
    if S.shape != (2, 2) or abs(S[0, 1] - S[1, 0]) > small:
        raise ValueError("not symmetric")
    if torch.linalg.eigvalsh(S)[0] < -small:
        raise ValueError("not semidefinite")
    return S


# %% relu_moments
def relu_moments(S):
    S = covariance(S).float()
    scale = torch.sqrt((S[0, 0] * S[1, 1]).clamp(min=0))
    c = torch.where(scale > 0, S[0, 1] / scale, torch.zeros(()))
    e, de = arc_cosine(c)
    return scale * e, de


# %% random_feature_kernel
def random_feature_kernel(X, Z, W):
    X, Z, W = tensor(X), tensor(Z), tensor(W)
    if X.shape[1] != Z.shape[1] or X.shape[1] != W.shape[1]:
        raise ValueError("columns")
    return torch.relu(X @ W.T) @ torch.relu(W @ Z.T) / W.shape[0]


# %% gaussian_expectation
def gaussian_expectation(phi, psi, S, n_nodes=40):
    S = covariance(S).numpy()
    if n_nodes < 1:
        raise ValueError("n_nodes")
    t, p = np.polynomial.hermite_e.hermegauss(n_nodes)
    U, s, _ = np.linalg.svd(S)
    F = U @ np.diag(np.sqrt(s))
    a, b = np.meshgrid(t, t)
    values = phi(F[0, 0] * a + F[0, 1] * b) * psi(F[1, 0] * a + F[1, 1] * b)
    return torch.tensor((values * np.outer(p, p)).sum() / p.sum() ** 2).float()


# %% nngp_kernel
def nngp_kernel(X, Z, depth, sigma_w, sigma_b):
    X, Z = tensor(X), tensor(Z)
    if X.shape[1] != Z.shape[1] or depth < 0:
        raise ValueError("columns or depth")
    if not (0 <= sigma_w < math.inf and 0 <= sigma_b < math.inf):
        raise ValueError("sigma")
    both = torch.cat([X, Z])
    K = sigma_b**2 + sigma_w**2 * both @ both.T / X.shape[1]
    for _ in range(depth):
        s = torch.sqrt(torch.diag(K))
        scale = torch.outer(s, s)
        c = torch.where(scale > 0, K / scale, torch.zeros(()))
        c.fill_diagonal_(1.0)
        K = sigma_b**2 + sigma_w**2 * scale * arc_cosine(c)[0]
    return K[: len(X), len(X) :]


# %% correlation_map
def correlation_map(rho, sigma_w, sigma_b, q):
    if not (abs(rho) < 1.0005 and 0 <= sigma_w < math.inf and 0 <= sigma_b < math.inf):
        raise ValueError("range")
    if not 0 < q < math.inf or sigma_w == sigma_b == 0:
        raise ValueError("range")
    e = q * arc_cosine(torch.tensor(rho, dtype=torch.float64))[0]
    return (sigma_b**2 + sigma_w**2 * e) / (sigma_b**2 + sigma_w**2 * q / 2)


def fixed_point_q(sigma_w, sigma_b):
    if not (0 <= sigma_w < math.inf and 0 <= sigma_b < math.inf) or sigma_w**2 >= 2:
        raise ValueError("range")
    return torch.tensor(sigma_b**2 / (1 - sigma_w**2 / 2))


# %% gp_posterior
def gp_posterior(Ktt, Kst, Kss, y, noise):
    Ktt, Kst, Kss = (tensor(K, dtype=torch.float64) for K in (Ktt, Kst, Kss))
    y = tensor(y, 1, torch.float64)
    k, n = Kst.shape
    if Ktt.shape != (n, n) or Kss.shape != (k, k) or len(y) != n:
        raise ValueError("shapes")
    if not 0 <= noise < math.inf:
        raise ValueError("noise")
    L, failed = torch.linalg.cholesky_ex(Ktt + noise * torch.eye(n, dtype=torch.float64))
    if failed:
        raise ValueError("singular")
    solve = torch.cholesky_solve(torch.cat([y[:, None], Kst.T], dim=1), L)
    return Kst @ solve[:, 0], Kss - Kst @ solve[:, 1:]


# %% kernel_concentration
def kernel_concentration(widths, reps, rng):
    X = torch.nn.functional.normalize(torch.from_numpy(rng.standard_normal((8, 5))), dim=1)
    K = arc_cosine((X @ X.T).fill_diagonal_(1.0))[0]
    errors = torch.zeros(len(widths), reps)
    for i, m in enumerate(widths):
        for j in range(reps):
            H = torch.relu(X @ torch.from_numpy(rng.standard_normal((5, m))))
            errors[i, j] = torch.linalg.norm(H @ H.T / m - K) / torch.linalg.norm(K)
    return X, errors
