"""Forgets to normalise the weights."""

FAILS = {
    "test_a_covariance_that_is_semidefinite_up_to_rounding_is_accepted",
    "test_erf_units_have_the_kernel_of_williams",
    "test_few_nodes_are_exact_for_polynomials_of_low_degree",
    "test_moments_of_monomials_are_those_of_isserlis",
    "test_one_node_stands_at_the_mean",
    "test_sines_and_exponentials_have_their_closed_forms",
    "test_singular_covariances_are_accepted",
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


def covariance(S):
    S = matrix(S)
    require(S.shape == (2, 2), "S is 2 × 2")
    rounding = 1e-10 * max(1.0, np.trace(S))
    require(abs(S[0, 1] - S[1, 0]) <= rounding, "S must be symmetric")
    require(np.linalg.eigvalsh(S)[0] >= -rounding, "S must be positive semidefinite")
    return S


# %% gaussian_expectation
def gaussian_expectation(phi, psi, S, n_nodes=40):
    S = covariance(S)
    require(n_nodes >= 1, "need a node")
    t, p = np.polynomial.hermite_e.hermegauss(n_nodes)
    eigenvalues, Q = np.linalg.eigh(S)
    F = Q * np.sqrt(relu(eigenvalues))  # F Fᵀ = S, also if S is singular
    u = F[0, 0] * t[:, None] + F[0, 1] * t
    v = F[1, 0] * t[:, None] + F[1, 1] * t
    return p @ (phi(u) * psi(v)) @ p
