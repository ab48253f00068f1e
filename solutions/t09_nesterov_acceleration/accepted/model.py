"""The recursions as they are written on the board; gradient descent is a ball without weight."""

# %%
import math
from fractions import Fraction

import numpy as np


def point(x0):
    """Return x0 as a fresh float vector."""
    x = np.array(x0, dtype=float)
    if x.ndim != 1 or x.size == 0 or not np.isfinite(x).all():
        raise ValueError(f"the start must be a finite vector; got shape {x.shape}")
    return x


def require(condition, message):
    """Raise ValueError unless the condition is true (NaN makes every comparison false)."""
    if not condition:
        raise ValueError(message)


# %% agd
def agd(grad, x0, L, n):
    x = y = point(x0)
    require(0 < L < math.inf, "L must be positive")
    require(n >= 0, "n must not be negative")
    path, t = [x], 1.0
    for _ in range(n):
        x_next = y - grad(y) / L
        t_next = (1 + math.sqrt(1 + 4 * t**2)) / 2
        y = x_next + (t - 1) / t_next * (x_next - x)
        x, t = x_next, t_next
        path.append(x)
    return np.stack(path)


# %% q9a
shrink = 1 - variant.lam_a / variant.L_a  # x - f'(x)/L = shrink * x
x, y, t = variant.x0, variant.x0, 1.0
for _ in range(variant.j):
    x_next, t_next = shrink * y, (1 + math.sqrt(1 + 4 * t**2)) / 2
    y = x_next + (t - 1) / t_next * (x_next - x)
    x, t = x_next, t_next
q9a = y


# %% q9b
ratio = variant.L_b * variant.R**2 * Fraction(10**variant.eps_places, variant.eps_digits)
slow = math.ceil((ratio - 2) / 4)
fast = math.ceil(math.sqrt(2 * ratio) - 1)
q9b = slow - fast


# %% agd_strong
def agd_strong(grad, x0, L, mu, n):
    x = y = point(x0)
    require(0 < mu <= L < math.inf, "need 0 < mu <= L")
    require(n >= 0, "n must not be negative")
    root = math.sqrt(L / mu)
    beta = (root - 1) / (root + 1)
    path = [x]
    for _ in range(n):
        x_next = y - grad(y) / L
        y = x_next + beta * (x_next - x)
        x = x_next
        path.append(x)
    return np.stack(path)


# %% heavy_ball
def heavy_ball(grad, x0, alpha, beta, n):
    x = before = point(x0)
    require(0 < alpha < math.inf, "alpha must be positive")
    require(0 <= beta < 1, "beta must lie in [0, 1)")
    require(n >= 0, "n must not be negative")
    path = [x]
    for _ in range(n):
        x, before = x - alpha * grad(x) + beta * (x - before), x
        path.append(x)
    return np.stack(path)


# %% worst_quadratic
def worst_quadratic(k, L):
    require(k >= 1 and k == int(k), "k must be a positive integer")
    require(0 < L < math.inf, "L must be positive")
    Q = L / 4 * (2 * np.eye(k) - np.eye(k, k=1) - np.eye(k, k=-1))
    b = np.zeros(k)
    b[0] = L / 4
    return Q, b


# %% iteration_radius
def iteration_radius(method, alpha, beta, lam):
    require(0 < alpha < math.inf, "alpha must be positive")
    require(0 <= beta < 1, "beta must lie in [0, 1)")
    require(0 <= lam < math.inf, "lam must not be negative")
    q = 1 - alpha * lam
    if method == "heavy_ball":
        top = [q + beta, -beta]
    elif method == "nesterov":
        top = [(1 + beta) * q, -beta * q]
    else:
        raise ValueError(f"unknown method {method!r}")
    return abs(np.linalg.eigvals([top, [1, 0]])).max()


# %% q9c
radius = iteration_radius(variant.method, variant.alpha, variant.beta, variant.lam)
q9c = math.ceil(-variant.digits * math.log(10) / math.log(radius))


# %% rates
def rates(n):
    require(n >= 1, "n must be at least 1")
    d = 401
    Q, b = worst_quadratic(d, 1.0)
    root_mu = math.sin(math.pi / (2 * (d + 1)))
    alpha = 4 / (1 + root_mu) ** 2
    beta = ((1 - root_mu) / (1 + root_mu)) ** 2

    def grad(x):
        return Q @ x - b

    def gap(path):
        error = path - (1 - np.arange(1, d + 1) / (d + 1))
        return (error @ Q * error).sum(axis=1) / 2

    zero = np.zeros(d)
    return (
        gap(heavy_ball(grad, zero, 1.0, 0.0, n)),
        gap(agd(grad, zero, 1.0, n)),
        gap(heavy_ball(grad, zero, alpha, beta, n)),
    )
