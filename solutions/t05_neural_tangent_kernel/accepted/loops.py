"""Loops and lists: one entry of a kernel at a time; other formulas for the dynamics."""

# %%
import cmath
import math

import numpy as np
import torch
from scipy.linalg import expm


def rows(values, ndim):
    A = np.asarray(values, dtype=float)
    if A.ndim != ndim or A.size == 0:
        raise ValueError("wrong shape")
    if not all(math.isfinite(x) for x in A.ravel().tolist()):
        raise TypeError("not a number")
    return A.tolist()


def dot(x, z):
    return sum(s * t for s, t in zip(x, z, strict=True))  # ValueError if they differ


def symmetric(K):
    K = rows(K, 2)
    n, largest = len(K), max(abs(x) for row in K for x in row)
    if len(K[0]) != n:
        raise ValueError("not square")
    if any(abs(K[i][j] - K[j][i]) > 1e-10 * largest for i in range(n) for j in range(i)):
        raise ValueError("not symmetric")
    return np.array(K)


# %% empirical_ntk
def empirical_ntk(a, W, X, Z):
    a, W, X, Z = rows(a, 1), rows(W, 2), rows(X, 2), rows(Z, 2)
    if len(a) != len(W):
        raise ValueError("shapes")
    m = len(a)
    out = []
    for x in X:
        ux = [dot(w, x) for w in W]
        line = []
        for z in Z:
            xz = dot(x, z)
            total = 0.0
            for k, w in enumerate(W):
                vz = dot(w, z)
                if ux[k] >= 0 and vz >= 0:  # relu'(0) = 1
                    total += ux[k] * vz + a[k] ** 2 * xz
            line.append(total / m)
        out.append(line)
    return out


# %% ntk
def ntk(X, Z, depth, sigma_w, sigma_b):
    X, Z = rows(X, 2), rows(Z, 2)
    if depth < 0 or not 0 <= sigma_w < math.inf or not 0 <= sigma_b < math.inf:
        raise ValueError("parameters")
    w, b, d = sigma_w**2, sigma_b**2, len(X[0])
    dot(X[0], Z[0])  # refuses other numbers of features

    def entry(x, z):
        p, q, c = (b + w * dot(s, t) / d for s, t in ((x, x), (z, z), (x, z)))
        theta = c
        for _ in range(depth):
            r = math.sqrt(p * q)
            # The angle of c + i sqrt(pq - c²), whatever its modulus is.
            angle = cmath.phase(complex(c, math.sqrt(max((r - c) * (r + c), 0.0))))
            on = 0.5 - angle / math.tau
            c_new = b + w * (r * math.sin(angle) / math.tau + on * c)
            theta = c_new + w * on * theta
            p, q, c = b + w * p / 2, b + w * q / 2, c_new
        return theta

    return [[entry(x, z) for z in Z] for x in X]


# %% q5a
angle = math.radians(variant.angle)
r = variant.norm_x * variant.norm_z
q5a = r * ((math.pi - angle) * 2 * math.cos(angle) + math.sin(angle)) / math.pi


# %% kernel_flow
def kernel_flow(Ktt, Kst, y, f0t, f0s, eta, t):
    K, C = symmetric(Ktt), np.array(rows(Kst, 2))
    y, f0t, f0s = rows(y, 1), rows(f0t, 1), rows(f0s, 1)
    n, k = len(K), len(C)
    if C.shape != (k, n) or len(y) != n or len(f0t) != n or len(f0s) != k:
        raise ValueError("shapes")
    if not (0 < eta < math.inf) or not (0 <= t < math.inf):
        raise ValueError("eta or t")
    G = np.zeros((n + k, n + k))
    G[:n, :n], G[n:, :n] = K, C
    start = [f - v for f, v in zip(f0t, y)] + f0s
    end = expm(-eta * t * G) @ start
    return [end[:n] + y, end[n:].tolist()]


# %% q5b
same = (variant.start[0] - variant.target[0]) * (variant.start[1] - variant.target[1]) > 0
lam = variant.diagonal + (variant.off_diagonal if same else -variant.off_diagonal)
q5b = -math.log(10.0**-variant.decades) / (lam * variant.rate)


# %% kernel_gd
def max_stable_step(K):
    top = np.linalg.eigvals(symmetric(K)).real.max()
    if not top > 0:
        raise ValueError("no positive eigenvalue")
    return np.array(2 / top)


def kernel_gd(K, y, f0, eta, n):
    K, y, f = symmetric(K).tolist(), rows(y, 1), rows(f0, 1)
    if not len(K) == len(y) == len(f) or not 0 < eta < math.inf or n < 0:
        raise ValueError("arguments")
    for _ in range(n):
        r = [s - t for s, t in zip(f, y)]
        f = [s - eta * dot(line, r) for s, line in zip(f, K)]
    return f


# %% q5c
K = np.full((variant.size, variant.size), variant.shared)
np.fill_diagonal(K, variant.own)
q5c = 2 / np.linalg.norm(K, 2)


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
    if theta0.dim() != 1 or theta0.shape[0] == 0:
        raise ValueError("shape")
    if not bool(torch.isfinite(theta0).all()):
        raise ValueError("not finite")
    theta = torch.tensor(theta0.tolist(), dtype=torch.float64)
    value = f(theta)

    def g(delta):
        if list(delta.shape) != list(theta.shape):
            raise ValueError("shape")
        return value + torch.autograd.functional.jvp(f, theta, delta)[1]

    return g


# %% ntk_drift
def ntk_drift(widths, n_steps, rng):
    if n_steps < 0:
        raise ValueError("n_steps")
    for m in widths:
        if m < 2 or m % 2 == 1:
            raise ValueError("width")
    corners = np.exp(2j * np.pi * np.arange(5) / 5)
    x = np.stack([corners.real, corners.imag])  # (2, 5)
    y = np.array([1.0, -1.0, 1.0, 1.0, -1.0])
    gram = x.T @ x
    drift, distance, loss = [], [], []
    for m in widths:
        half = rng.normal(size=(3, m // 2))
        theta = np.concatenate([half, half], axis=1)  # rows: w_1, w_2, a
        theta[2, m // 2 :] *= -1
        start = theta.copy()
        kernels = []
        for step in range(n_steps + 1):
            z = theta[:2].T @ x  # (m, 5)
            on = z > 0
            jacobian_a = on * z / np.sqrt(m)
            jacobian_w = on * theta[2][:, None] / np.sqrt(m)  # times x
            if step in (0, n_steps):
                kernel = jacobian_a.T @ jacobian_a + gram * (jacobian_w.T @ jacobian_w)
                kernels.append(kernel)
            if step == 0:
                eta = 1 / np.linalg.eigvalsh(kernel)[-1]
            r = theta[2] @ jacobian_a - y
            if step < n_steps:
                gradient = [
                    jacobian_w @ (r * x[0]),
                    jacobian_w @ (r * x[1]),
                    jacobian_a @ r,
                ]
                theta = theta - eta * np.array(gradient)
        drift.append(np.linalg.norm(kernels[-1] - kernels[0]) / np.linalg.norm(kernels[0]))
        distance.append(np.linalg.norm(theta - start) / np.linalg.norm(start))
        loss.append(0.5 * float(r @ r))
    return drift, distance, loss
