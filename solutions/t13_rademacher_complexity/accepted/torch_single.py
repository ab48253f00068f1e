"""PyTorch in single precision; results are tensors."""

# %%
import math

import numpy as np
import torch


def tensor(A):
    A = torch.as_tensor(np.asarray(A), dtype=torch.float32)
    if A.ndim != 2 or A.numel() == 0 or not torch.isfinite(A).all():
        raise ValueError("bad matrix")
    return A


def all_signs(n):
    if n > 14:
        raise ValueError("n > 14")
    return torch.cartesian_prod(*[torch.tensor([1.0, -1.0])] * n).reshape(-1, n)


# %% rademacher_exact
def rademacher_exact(A, absolute=False):
    A = tensor(A)
    values = all_signs(A.shape[1]) @ A.T
    values = values.abs() if absolute else values
    return values.amax(dim=1).mean() / A.shape[1]


# %% massart_bound
def massart_bound(A, center=False):
    A = torch.unique(tensor(A), dim=0)
    if center:
        A = A - A.mean(dim=0, keepdim=True)
    return (
        torch.linalg.vector_norm(A, dim=1).max()
        * math.sqrt(2 * math.log(len(A)))
        / A.shape[1]
    )


# %% rademacher_linear
def rademacher_linear(X, B, p):
    X = tensor(X)
    if p not in (1, 2) or not (math.isfinite(B) and B >= 0):
        raise ValueError("bad p or B")
    n, d = X.shape
    sums = all_signs(n) @ X
    exact = torch.linalg.vector_norm(sums, ord=2 if p == 2 else torch.inf, dim=1).mean()
    if p == 2:
        upper = torch.linalg.matrix_norm(X)
    else:
        upper = X.norm(dim=0).max() * math.sqrt(2 * math.log(2 * d))
    return B * exact / n, B * upper / n


# %% rademacher_mc
def rademacher_mc(sup_oracle, n, n_draws, rng):
    if n < 1 or n_draws < 2:
        raise ValueError("n >= 1 and n_draws >= 2")
    sigmas = torch.from_numpy(2 * rng.integers(0, 2, size=(n_draws, n)) - 1).float()
    values = torch.tensor([float(sup_oracle(s.numpy())) for s in sigmas]) / n
    return values.mean(), values.std() / math.sqrt(n_draws)


# %% contract
def contract(A, phi, L):
    A = tensor(A)
    if not (math.isfinite(L) and L >= 0):
        raise ValueError("L")
    image = torch.as_tensor(np.asarray(phi(A.numpy())), dtype=torch.float32)
    s, v = A.double().flatten(), torch.as_tensor(phi(A.double().numpy())).flatten()
    if ((v[:, None] - v).abs() > L * (s[:, None] - s).abs() + 1e-9).any():
        raise ValueError("not Lipschitz")
    return image


def contraction_holds(A, phi, L):
    return rademacher_exact(contract(A, phi, L)), L * rademacher_exact(A)


# %% contraction_counterexample
def contraction_counterexample(constant=1.0):
    if not (math.isfinite(constant) and constant >= 1):
        raise ValueError("constant")
    A = torch.zeros(1, 3)
    A[0, 1] = 1 / (8 * constant)
    return A, 2.0 - A


# %% golowich_bound
def golowich_bound(fro_norms, B, n):
    M = torch.tensor(fro_norms, dtype=torch.float32)
    if M.numel() == 0 or not (torch.isfinite(M) & (M >= 0)).all():
        raise ValueError("fro_norms")
    if not (math.isfinite(B) and B >= 0) or n < 1:
        raise ValueError("B or n")
    return B * (math.sqrt(2 * math.log(2) * len(M)) + 1) * M.prod() / math.sqrt(n)


def risk_bound(emp, rad, n, delta):
    if not (0 <= emp < math.inf and 0 <= rad < math.inf and n >= 1 and 0 < delta < 1):
        raise ValueError("range")
    return torch.tensor(emp + 2 * rad + 3 * math.sqrt(math.log(2 / delta) / (2 * n)))


# %% rad_vs_n
def rad_vs_n(ns, reps, rng):
    out = torch.zeros(3, len(ns), reps)
    for k, n in enumerate(ns):
        G = torch.from_numpy(rng.standard_normal((reps, n, 3))).float()
        X = torch.nn.functional.normalize(G, dim=2)
        y = torch.from_numpy(rng.choice([-1.0, 1.0], (reps, n))).float()
        sigma = torch.from_numpy(rng.choice([-1.0, 1.0], (reps, 400, n))).float()
        out[0, k] = (sigma @ X).norm(dim=2).mean(dim=1) / n
        out[1, k] = X.square().sum(dim=(1, 2)).sqrt() / n
        out[2, k] = torch.einsum("rn,rnd->rd", y, X).norm(dim=1) / (2 * n)
    return out
