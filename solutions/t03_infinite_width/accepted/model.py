"""Model answer: angles by arccos with a clip, every formula as it is stated."""

# %%
import math

import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def relu(t):
    return np.maximum(t, 0.0)


def matrix(A):
    A = np.array(A, dtype=float)
    require(A.ndim == 2 and A.size > 0 and np.isfinite(A).all(), "need a finite matrix")
    return A


def arc_cosine(c):
    """E relu(u) relu(v) and P(u > 0, v > 0) for variances 1 and correlation c."""
    c = np.clip(c, -1.0, 1.0)
    theta = np.arccos(c)
    value = np.sin(theta) + (np.pi - theta) * c
    return value / (2 * np.pi), (np.pi - theta) / (2 * np.pi)


def covariance(S):
    S = matrix(S)
    require(S.shape == (2, 2), "S is 2 × 2")
    rounding = 1e-10 * max(1.0, np.trace(S))
    require(abs(S[0, 1] - S[1, 0]) <= rounding, "S must be symmetric")
    require(np.linalg.eigvalsh(S)[0] >= -rounding, "S must be positive semidefinite")
    return S


# %% relu_moments
def relu_moments(S):
    S = covariance(S)
    scale = np.sqrt(max(S[0, 0] * S[1, 1], 0.0))
    if scale == 0:
        return 0.0, 0.25
    e, de = arc_cosine(S[0, 1] / scale)
    return scale * e, de


# %% q3a
q3a = variant.norm_x * variant.norm_z * arc_cosine(np.cos(variant.twelfths * np.pi / 12))[0]


# %% random_feature_kernel
def random_feature_kernel(X, Z, W):
    X, Z, W = matrix(X), matrix(Z), matrix(W)
    require(X.shape[1] == Z.shape[1] == W.shape[1], "all have d columns")
    return relu(X @ W.T) @ relu(Z @ W.T).T / len(W)


# %% q3b
# Var(a g) = E a² E g² - (E a)² (E g)² for g = relu(w·x), E g = ‖x‖/√(2π), E g² = ‖x‖²/2
mean, square = variant.norm_p / np.sqrt(2 * np.pi), variant.norm_p**2 / 2
summand = (variant.std_a**2 + variant.mean_a**2) * square - (variant.mean_a * mean) ** 2
q3b = summand / variant.width


# %% gaussian_expectation
def gaussian_expectation(phi, psi, S, n_nodes=40):
    S = covariance(S)
    require(n_nodes >= 1, "need a node")
    t, p = np.polynomial.hermite_e.hermegauss(n_nodes)
    p = p / np.sqrt(2 * np.pi)
    eigenvalues, Q = np.linalg.eigh(S)
    F = Q * np.sqrt(relu(eigenvalues))  # F Fᵀ = S, also if S is singular
    u = F[0, 0] * t[:, None] + F[0, 1] * t
    v = F[1, 0] * t[:, None] + F[1, 1] * t
    return p @ (phi(u) * psi(v)) @ p


# %% nngp_kernel
def nngp_kernel(X, Z, depth, sigma_w, sigma_b):
    X, Z = matrix(X), matrix(Z)
    require(X.shape[1] == Z.shape[1], "X and Z have d columns")
    require(depth >= 0, "need depth >= 0")
    require(0 <= sigma_w < math.inf and 0 <= sigma_b < math.inf, "need finite sigmas >= 0")

    def affine(K):
        return sigma_b**2 + sigma_w**2 * K

    d = X.shape[1]
    K = affine(X @ Z.T / d)
    var_x, var_z = affine((X**2).sum(axis=1) / d), affine((Z**2).sum(axis=1) / d)
    for _ in range(depth):
        scale = np.sqrt(np.outer(var_x, var_z))
        c = np.divide(K, scale, out=np.zeros_like(K), where=scale > 0)
        K = affine(scale * arc_cosine(c)[0])
        var_x, var_z = affine(var_x / 2), affine(var_z / 2)
    return K


# %% q3c
q3c = variant.sigma_b**2 + variant.sigma_w**2 * variant.size
for _ in range(variant.depth):
    q3c = variant.sigma_b**2 + variant.sigma_w**2 * q3c / 2


# %% correlation_map
def correlation_map(rho, sigma_w, sigma_b, q):
    require(abs(rho) <= 1 + 1e-9, "need -1 <= rho <= 1")
    require(0 <= sigma_w < math.inf and 0 <= sigma_b < math.inf, "need finite sigmas >= 0")
    require(sigma_w + sigma_b > 0 and 0 < q < math.inf, "need a positive variance")
    e = q * arc_cosine(rho)[0]
    return (sigma_b**2 + sigma_w**2 * e) / (sigma_b**2 + sigma_w**2 * q / 2)


def fixed_point_q(sigma_w, sigma_b):
    require(sigma_w >= 0 and sigma_w**2 < 2, "need 0 <= sigma_w² < 2")
    require(0 <= sigma_b < math.inf, "need finite sigma_b >= 0")
    return sigma_b**2 / (1 - sigma_w**2 / 2)


# %% gp_posterior
def gp_posterior(Ktt, Kst, Kss, y, noise):
    Ktt, Kst, Kss = matrix(Ktt), matrix(Kst), matrix(Kss)
    y = np.array(y, dtype=float)
    k, n = Kst.shape
    require(Ktt.shape == (n, n) and Kss.shape == (k, k), "blocks must fit together")
    require(y.shape == (n,) and np.isfinite(y).all(), "need n finite observations")
    require(0 <= noise < math.inf, "need noise >= 0")
    A = np.linalg.solve(
        Ktt + noise * np.eye(n), Kst.T
    )  # (n, k); LinAlgError is a ValueError
    return A.T @ y, Kss - Kst @ A


# %% kernel_concentration
def kernel_concentration(widths, reps, rng):
    X = rng.standard_normal((8, 5))
    X /= np.linalg.norm(X, axis=1, keepdims=True)
    K = arc_cosine(X @ X.T)[0]
    errors = np.empty((len(widths), reps))
    for i, m in enumerate(widths):
        for j in range(reps):
            H = relu(X @ rng.standard_normal((5, m)))
            errors[i, j] = np.linalg.norm(H @ H.T / m - K) / np.linalg.norm(K)
    return X, errors
