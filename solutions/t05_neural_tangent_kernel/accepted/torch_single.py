"""PyTorch: the kernel from autograd, single precision where it is allowed, double backward."""

# %%
import math

import numpy as np
import torch


def tensor(values, ndim, dtype=torch.float32):
    A = torch.tensor(np.array(values, dtype=float), dtype=dtype)
    if A.ndim != ndim or A.numel() == 0 or not torch.isfinite(A).all():
        raise ValueError("bad array")
    return A


def net(a, W, x):
    return torch.relu(W @ x) @ a / math.sqrt(len(a))


# %% empirical_ntk
def empirical_ntk(a, W, X, Z):
    a, W, X, Z = tensor(a, 1), tensor(W, 2), tensor(X, 2), tensor(Z, 2)
    if len(a) != len(W) or not (W.shape[1] == X.shape[1] == Z.shape[1]):
        raise ValueError("shapes do not fit")
    gradients = []
    for batch in (X, Z):
        per_point = torch.func.vmap(torch.func.grad(net, argnums=(0, 1)), (None, None, 0))
        by_a, by_W = per_point(a, W, batch)
        gradients.append(torch.cat([by_a, by_W.flatten(1)], dim=1))
    return gradients[0] @ gradients[1].T


# %% ntk
def ntk(X, Z, depth, sigma_w, sigma_b):
    X, Z = tensor(X, 2, torch.float64), tensor(Z, 2, torch.float64)
    if X.shape[1] != Z.shape[1] or depth < 0:
        raise ValueError("shapes or depth")
    if not all(math.isfinite(s) and s >= 0 for s in (sigma_w, sigma_b)):
        raise ValueError("sigmas")
    n, d = X.shape
    P = torch.cat([X, Z])  # one kernel of all points; its diagonal gives the variances
    K = sigma_b**2 + sigma_w**2 * P @ P.T / d
    T = K.clone()
    for _ in range(depth):
        s = K.diagonal().clamp(min=0).sqrt()
        size = torch.outer(s, s)
        u = torch.where(size > 0, K / size, torch.zeros_like(K)).clamp(-1, 1)
        u = u.fill_diagonal_(1.0)
        angle = torch.acos(u)
        dot = (1 - angle / torch.pi) / 2
        K = sigma_b**2 + sigma_w**2 * size * (torch.sin(angle) / (2 * torch.pi) + dot * u)
        T = K + sigma_w**2 * T * dot
    return T[:n, n:]


# %% q5a
u = math.cos(math.radians(variant.angle))
k0 = (math.pi - math.acos(u)) / math.pi
k1 = (math.sqrt(1 - u * u) + (math.pi - math.acos(u)) * u) / math.pi
q5a = torch.tensor(variant.norm_x * variant.norm_z * (u * k0 + k1), dtype=torch.float64)


# %% kernel_flow
def kernel_flow(Ktt, Kst, y, f0t, f0s, eta, t):
    K = tensor(Ktt, 2, torch.float64)
    n = len(K)
    if K.shape != (n, n) or (K - K.T).abs().max() > 1e-10 * K.abs().max():
        raise ValueError("Ktt")
    C, y, f0t, f0s = tensor(Kst, 2), tensor(y, 1), tensor(f0t, 1), tensor(f0s, 1)
    if C.shape != (len(f0s), n) or y.shape != (n,) or f0t.shape != (n,):
        raise ValueError("shapes do not fit")
    if not (math.isfinite(eta) and eta > 0 and math.isfinite(t) and t >= 0):
        raise ValueError("eta or t")
    # The flow of (f, f_s) together is one exponential of a larger matrix.
    k = len(f0s)
    G = torch.zeros(n + k, n + k, dtype=torch.float64)
    G[:n, :n], G[n:, :n] = K, C
    r0 = torch.cat([f0t - y, torch.zeros(k)]).double()
    r = torch.linalg.matrix_exp(-eta * t * G) @ r0
    return (y + r[:n]).float(), (f0s + r[n:]).float()


# %% q5b
K = torch.full((2, 2), variant.off_diagonal, dtype=torch.float64)
K.fill_diagonal_(variant.diagonal)
r = torch.tensor(variant.start, dtype=torch.float64)
r = r - torch.tensor(variant.target, dtype=torch.float64)
lam = (K @ r)[0] / r[0]
q5b = math.log(10**variant.decades) / variant.rate / lam


# %% kernel_gd
def max_stable_step(K):
    K = tensor(K, 2)
    if K.shape[0] != K.shape[1]:
        raise ValueError("not square")
    if (K.double() - K.double().T).abs().max() > 1e-10 * K.abs().max():
        raise ValueError("not symmetric")
    top = torch.linalg.eigvalsh(K)[-1]
    if top <= 0:
        raise ValueError("no positive eigenvalue")
    return 2 / top


def kernel_gd(K, y, f0, eta, n):
    K, y, f = tensor(K, 2, torch.float64), tensor(y, 1), tensor(f0, 1)
    if K.shape != (len(y), len(y)) or f.shape != y.shape:
        raise ValueError("shapes do not fit")
    if (K - K.T).abs().max() > 1e-10 * K.abs().max():
        raise ValueError("not symmetric")
    if not (math.isfinite(eta) and eta > 0) or n < 0:
        raise ValueError("eta or n")
    one_step = torch.eye(len(y), dtype=torch.float64) - eta * K
    return (y + torch.linalg.matrix_power(one_step, n) @ (f - y).double()).float()


# %% q5c
K = torch.full((variant.size, variant.size), variant.shared, dtype=torch.float64)
K.fill_diagonal_(variant.own)
q5c = 2 / torch.linalg.eigvalsh(K).max()


# %%
def tanh_model(X, m):
    """Return f(θ)_i = m^(-1/2) Σ_k a_k tanh(w_k·x_i + b_k); θ holds W by rows, then b, then a."""
    X = torch.as_tensor(X, dtype=torch.float64)
    d = X.shape[1]

    def f(theta):
        f.calls += 1
        W, b, a = theta[: m * d].reshape(m, d), theta[m * d : -m], theta[-m:]
        return torch.tanh(X @ W.T + b) @ a / math.sqrt(m)

    f.calls = 0
    return f


def ring_model(x):
    """Return f(θ)_i = tanh(x_i θ_i + x_(i+1) θ_(i+1)), with indices modulo the length of x."""
    x = torch.as_tensor(x, dtype=torch.float64)

    def f(theta):
        f.calls += 1
        s = x * theta
        return torch.tanh(s + torch.roll(s, -1))

    f.calls = 0
    return f


# %% linearize
def linearize(f, theta0):
    if theta0.ndim != 1 or theta0.numel() == 0 or not torch.isfinite(theta0).all():
        raise ValueError("theta0 must be a finite vector")
    theta = theta0.detach().clone().requires_grad_()
    value = f(theta)
    u = torch.zeros_like(value, requires_grad=True)
    (pulled,) = torch.autograd.grad(value, theta, u, create_graph=True)  # u -> J^T u

    def g(delta):
        if delta.shape != theta.shape:
            raise ValueError("delta")
        (pushed,) = torch.autograd.grad(pulled, u, delta, retain_graph=True)
        return (value + pushed).detach()

    return g


# %% ntk_drift
def ntk_drift(widths, n_steps, rng):
    if n_steps < 0 or any(m < 2 or m % 2 for m in widths):
        raise ValueError("widths or n_steps")
    angles = torch.arange(5) * (2 * torch.pi / 5)
    X = torch.stack([torch.cos(angles), torch.sin(angles)], dim=1).double()
    y = torch.tensor([1.0, -1.0, 1.0, 1.0, -1.0], dtype=torch.float64)
    G = X @ X.T

    def kernel(W, a):
        Z = X @ W.T
        A = (Z > 0) * a
        return (Z.relu() @ Z.relu().T + G * (A @ A.T)) / len(a)

    out = torch.zeros(3, len(widths))
    for i, m in enumerate(widths):
        W = torch.from_numpy(rng.standard_normal((m // 2, 2))).repeat(2, 1)
        a = torch.from_numpy(rng.standard_normal(m // 2))
        a = torch.cat([a, -a])
        start, before = torch.cat([W.flatten(), a]), kernel(W, a)
        rate = 1 / torch.linalg.matrix_norm(before, ord=2)
        for _ in range(n_steps):
            Z = X @ W.T
            r = (Z.relu() @ a / m**0.5 - y) / m**0.5
            on = (Z > 0) * r[:, None]
            a, W = a - rate * (on * Z).sum(dim=0), W - rate * a[:, None] * (on.T @ X)
        end = torch.cat([W.flatten(), a])
        out[0, i] = (kernel(W, a) - before).norm() / before.norm()
        out[1, i] = (end - start).norm() / start.norm()
        out[2, i] = ((X @ W.T).relu() @ a / m**0.5 - y).square().sum() / 2
    return tuple(out)
