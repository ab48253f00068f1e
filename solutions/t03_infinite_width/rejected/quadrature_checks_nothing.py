"""Checks neither S nor the number of nodes."""

FAILS = {
    "test_gaussian_expectation_refuses_what_is_no_covariance",
}

# %%
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


# %% gaussian_expectation
def gaussian_expectation(phi, psi, S, n_nodes=40):
    S = matrix(S)
    n_nodes = max(n_nodes, 1)
    t, p = np.polynomial.hermite_e.hermegauss(n_nodes)
    p = p / np.sqrt(2 * np.pi)
    eigenvalues, Q = np.linalg.eigh(S)
    F = Q * np.sqrt(relu(eigenvalues))  # F Fᵀ = S, also if S is singular
    u = F[0, 0] * t[:, None] + F[0, 1] * t
    v = F[1, 0] * t[:, None] + F[1, 1] * t
    return p @ (phi(u) * psi(v)) @ p
