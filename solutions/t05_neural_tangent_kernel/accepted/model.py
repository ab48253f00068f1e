"""Model answer: every formula as it is stated, eigenvalues for the dynamics, forward mode."""

# %%
import math

import numpy as np
import torch


def require(condition, message):
    if not condition:
        raise ValueError(message)


def array(values, ndim):
    """A fresh array with `ndim` axes, nonempty and finite."""
    A = np.array(values, dtype=float)
    require(A.ndim == ndim and A.size > 0, f"need {ndim} axes and some entries")
    require(np.isfinite(A).all(), "NaN or infinity")
    return A


# %% empirical_ntk
def empirical_ntk(a, W, X, Z):
    a, W, X, Z = array(a, 1), array(W, 2), array(X, 2), array(Z, 2)
    m, d = W.shape
    require(a.shape == (m,), "one outer weight for each unit")
    require(X.shape[1] == d and Z.shape[1] == d, "points and weights in one space")
    U, V = X @ W.T, Z @ W.T  # preactivations, (n, m) and (k, m)
    trained_a = np.maximum(U, 0) @ np.maximum(V, 0).T
    trained_W = (X @ Z.T) * ((U > 0) * a**2 @ (V > 0).T)
    return (trained_a + trained_W) / m


# %% ntk
def ntk(X, Z, depth, sigma_w, sigma_b):
    X, Z = array(X, 2), array(Z, 2)
    d = X.shape[1]
    require(Z.shape[1] == d, "different numbers of features")
    require(depth >= 0, "depth >= 0")
    require(0 <= sigma_w < math.inf and 0 <= sigma_b < math.inf, "need finite sigmas >= 0")
    K = sigma_b**2 + sigma_w**2 * X @ Z.T / d
    Kx = sigma_b**2 + sigma_w**2 * (X**2).sum(axis=1) / d  # the diagonals, one a batch
    Kz = sigma_b**2 + sigma_w**2 * (Z**2).sum(axis=1) / d
    Theta = K
    for _ in range(depth):
        size = np.sqrt(np.outer(Kx, Kz))
        cos = np.clip(K / np.where(size > 0, size, 1.0), -1, 1)  # size 0: then K = 0
        theta = np.arccos(cos)
        e = size / (2 * np.pi) * (np.sin(theta) + (np.pi - theta) * cos)
        e_dot = (np.pi - theta) / (2 * np.pi)
        K = sigma_b**2 + sigma_w**2 * e
        Theta = K + sigma_w**2 * e_dot * Theta
        Kx = sigma_b**2 + sigma_w**2 * Kx / 2  # e at θ = 0
        Kz = sigma_b**2 + sigma_w**2 * Kz / 2
    return Theta


# %% q5a
angle = math.radians(variant.angle)
x = variant.norm_x * np.array([[1.0, 0.0]])
z = variant.norm_z * np.array([[math.cos(angle), math.sin(angle)]])
q5a = ntk(x, z, 1, math.sqrt(2), 0)[0, 0]


# %% kernel_flow
def kernel_flow(Ktt, Kst, y, f0t, f0s, eta, t):
    Ktt, Kst = array(Ktt, 2), array(Kst, 2)
    y, f0t, f0s = array(y, 1), array(f0t, 1), array(f0s, 1)
    n, k = len(y), len(f0s)
    require(Ktt.shape == (n, n) and f0t.shape == (n,), "n training points")
    require(Kst.shape == (k, n), "k test points")
    require(np.abs(Ktt - Ktt.T).max() <= 1e-10 * np.abs(Ktt).max(), "not symmetric")
    require(0 < eta < math.inf and 0 <= t < math.inf, "need eta > 0 and t >= 0")
    lam, V = np.linalg.eigh(Ktt)
    r0 = V.T @ (f0t - y)  # the residual in the eigenbasis
    safe = np.where(lam > 1e-12 * np.abs(lam).max(), lam, 1.0)
    # The integral of exp(-ηλs) over [0, t], times η; at λ = 0 it is ηt.
    integral = np.where(safe == lam, -np.expm1(-eta * t * safe) / safe, eta * t)
    ft = y + V @ (np.exp(-eta * t * lam) * r0)
    fs = f0s - Kst @ V @ (integral * r0)
    return ft, fs


# %% q5b
K = np.array(
    [[variant.diagonal, variant.off_diagonal], [variant.off_diagonal, variant.diagonal]]
)
r = np.array(variant.start) - np.array(variant.target)
q5b = variant.decades * math.log(10) / (variant.rate * (r @ K @ r) / (r @ r))


# %% kernel_gd
def kernel(K):
    K = array(K, 2)
    require(K.shape[0] == K.shape[1], "not square")
    require(np.abs(K - K.T).max() <= 1e-10 * np.abs(K).max(), "not symmetric")
    return K


def max_stable_step(K):
    largest = np.linalg.eigvalsh(kernel(K)).max()
    require(largest > 0, "no positive eigenvalue")
    return 2 / largest


def kernel_gd(K, y, f0, eta, n):
    K, y, f = kernel(K), array(y, 1), array(f0, 1)
    require(y.shape == f.shape == (len(K),), "one value for each point")
    require(0 < eta < math.inf and n >= 0, "need eta > 0 and n >= 0")
    for _ in range(n):
        f = f - eta * K @ (f - y)
    return f


# %% q5c
# K = (p - q) I + q 11ᵀ has the eigenvalues p - q and p - q + nq.
p, q = variant.own, variant.shared
q5c = 2 / max(p - q, p - q + variant.size * q)


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
    require(theta0.ndim == 1 and len(theta0) > 0, "theta0 must be a vector")
    require(torch.isfinite(theta0).all(), "NaN or infinity")
    theta0 = theta0.detach().clone()

    def g(delta):
        require(delta.shape == theta0.shape, "delta is shaped as theta0")
        value, change = torch.func.jvp(f, (theta0,), (delta,))
        return value + change

    return g


# %% ntk_drift
def ntk_drift(widths, n_steps, rng):
    require(n_steps >= 0, "n_steps >= 0")
    require(all(m >= 2 and m % 2 == 0 for m in widths), "need even widths")
    angles = 2 * np.pi * np.arange(5) / 5
    X = np.column_stack([np.cos(angles), np.sin(angles)])
    y = np.array([1, -1, 1, 1, -1])
    result = []
    for m in widths:
        W, a = rng.standard_normal((m // 2, 2)), rng.standard_normal(m // 2)
        W, a = np.vstack([W, W]), np.concatenate([a, -a])
        W0, a0 = W, a
        Theta0 = empirical_ntk(a, W, X, X)
        eta = 1 / np.linalg.eigvalsh(Theta0).max()
        for _ in range(n_steps):
            H = np.maximum(X @ W.T, 0)
            r = H @ a / np.sqrt(m) - y
            grad_a = r @ H / np.sqrt(m)
            grad_W = a[:, None] * ((H > 0).T @ (r[:, None] * X)) / np.sqrt(m)
            a, W = a - eta * grad_a, W - eta * grad_W
        r = np.maximum(X @ W.T, 0) @ a / np.sqrt(m) - y
        moved = math.hypot(np.linalg.norm(a - a0), np.linalg.norm(W - W0))
        drift = np.linalg.norm(empirical_ntk(a, W, X, X) - Theta0) / np.linalg.norm(Theta0)
        distance = moved / math.hypot(np.linalg.norm(a0), np.linalg.norm(W0))
        result.append((drift, distance, r @ r / 2))
    return tuple(np.array(result).T)
