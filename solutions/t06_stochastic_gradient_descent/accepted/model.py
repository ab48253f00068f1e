"""The recursions as they are written on the board; noise paths side by side in one array."""

# %%
import math

import numpy as np


def point(x0):
    """Return x0 as a fresh float vector."""
    x = np.array(x0, dtype=float)
    if x.ndim != 1 or x.size == 0 or not np.isfinite(x).all():
        raise ValueError(f"the start must be a finite vector; got shape {x.shape}")
    return x


def gradient(grad, x):
    """Return the answer of the oracle at x."""
    g = np.asarray(grad(x), dtype=float)
    if g.shape != x.shape or not np.isfinite(g).all():
        raise ValueError("the oracle did not answer with a finite vector")
    return g


def require(condition, message):
    """Raise ValueError unless the condition is true (NaN makes every comparison false)."""
    if not condition:
        raise ValueError(message)


# %% gradient_descent
def gradient_descent(grad, x0, eta, n):
    x = point(x0)
    require(0 < eta < math.inf, "eta must be positive")
    require(n >= 0, "n must not be negative")
    path = [x]
    for _ in range(n):
        x = x - eta * gradient(grad, x)
        path.append(x)
    return np.stack(path)


# %% q6a
ratio = (variant.L - variant.mu) / (variant.L + variant.mu)
q6a = math.ceil(-variant.j * math.log(10) / math.log(ratio))


# %% sgd_momentum
def sgd_momentum(grad, x0, eta, beta, n, nesterov=False):
    x = point(x0)
    require(callable(eta) or 0 < eta < math.inf, "eta must be positive")
    require(0 <= beta < 1, "beta must lie in [0, 1)")
    require(n >= 0, "n must not be negative")
    path, v = [x], 0.0
    for k in range(n):
        g = gradient(grad, x)
        v = beta * v + g
        step = eta(k) if callable(eta) else eta
        x = x - step * (g + beta * v if nesterov else v)
        path.append(x)
    return np.stack(path)


# %% adam
def adam(grad, x0, eta, beta1, beta2, eps, n, amsgrad=False, project=None):
    x = point(x0)
    require(callable(eta) or 0 < eta < math.inf, "eta must be positive")
    require(0 <= beta1 < 1 and 0 <= beta2 < 1, "the betas must lie in [0, 1)")
    require(0 <= eps < math.inf, "eps must not be negative")
    require(n >= 0, "n must not be negative")
    path, m, v, largest = [x], 0.0, 0.0, np.zeros_like(x)
    for t in range(1, n + 1):
        g = gradient(grad, x)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        largest = np.maximum(largest, v)
        m_hat = m / (1 - beta1**t)
        v_hat = (largest if amsgrad else v) / (1 - beta2**t)
        denominator = np.sqrt(v_hat) + eps
        denominator[denominator == 0] = 1.0  # then m_hat is 0 as well
        x = x - (eta(t) if callable(eta) else eta) * m_hat / denominator
        if project is not None:
            x = np.asarray(project(x), dtype=float)
        path.append(x)
    return np.stack(path)


# %% q6b
m1, v1 = (1 - variant.beta1) * variant.g1, (1 - variant.beta2) * variant.g1**2
m2 = variant.beta1 * m1 + (1 - variant.beta1) * variant.g2
v2 = variant.beta2 * v1 + (1 - variant.beta2) * variant.g2**2
move1 = variant.g1 / (abs(variant.g1) + variant.eps)
root2 = math.sqrt(v2 / (1 - variant.beta2**2))
move2 = m2 / (1 - variant.beta1**2) / (root2 + variant.eps)
q6b = -variant.eta_adam * (move1 + move2)


# %% minibatches
def minibatches(n, batch_size, rng):
    require(n >= 0 and batch_size >= 1, "need n >= 0 and batch_size >= 1")
    order = rng.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


# %% averaged_sgd
def averaged_sgd(grad, x0, eta, T, project=None):
    x = point(x0)
    require(0 < eta < math.inf, "eta must be positive")
    require(T >= 1, "T must be at least 1")
    visited = []
    for _ in range(T):
        visited.append(x)
        x = x - eta * gradient(grad, x)
        if project is not None:
            x = np.asarray(project(x), dtype=float)
    return x, np.mean(visited, axis=0)


# %% sgd_quadratic_moments
def sgd_quadratic_moments(lams, eta, sigma, k, x0):
    lams, x0 = point(lams), point(x0)
    require(lams.shape == x0.shape, "one eigenvalue for each coordinate")
    require((lams >= 0).all(), "eigenvalues must not be negative")
    require(0 < eta < math.inf and 0 <= sigma < math.inf, "need eta > 0 and sigma >= 0")
    require(k >= 0, "k must not be negative")
    a = 1 - eta * lams
    if k == math.inf:
        require((abs(a) < 1).all(), "no stationary law unless 0 < eta lam < 2")
        return 0 * x0, eta * sigma**2 / (lams * (2 - eta * lams))
    powers = (a**2) ** np.arange(k)[:, None]  # q^0, ..., q^(k-1)
    return a**k * x0, (eta * sigma) ** 2 * powers.sum(axis=0)


# %% q6c
q6c = variant.eta * variant.sigma**2 / (variant.lam * (2 - variant.eta * variant.lam))


# %% noise_floor
def noise_floor(etas, T, reps, rng):
    lams = np.repeat([1.0, 2.0], 4)
    eta = np.reshape(etas, (-1, 1, 1))
    x = np.zeros((len(etas), reps, len(lams)))
    total, late = np.zeros_like(x), []
    for k in range(T):
        total += x
        x = x - eta * (lams * x + rng.standard_normal(x.shape))  # this is x_{k+1}
        if k + 1 > T / 2:
            late.append((x**2).sum(axis=2).mean(axis=1))
    averaged = ((total / T) ** 2).sum(axis=2).mean(axis=1)
    return np.mean(late, axis=0), averaged
