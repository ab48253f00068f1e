"""Takes w = 2α sinh(X'ν): the start has size α, its square α²."""

FAILS = {
    "test_dependent_equations_are_legal_and_idle_coordinates_stay_zero",
    "test_inverse_hyperbolic_sine_of_the_limit_lies_in_the_row_space",
    "test_large_alpha_gives_the_least_two_norm",
    "test_limit_is_found_for_very_small_alpha",
    "test_limit_of_the_flow_is_found_as_well_as_by_a_simulation",
    "test_limit_of_the_flow_is_found_to_six_digits",
    "test_no_other_interpolant_has_smaller_hypentropy",
    "test_scaling_the_data_and_the_square_of_alpha_scales_the_limit",
    "test_small_alpha_gives_the_least_one_norm",
}

# %%
import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def finite(A, ndim):
    A = np.array(A, dtype=float)
    require(A.ndim == ndim and A.size > 0, f"need {ndim} axes and at least one entry")
    require(np.isfinite(A).all(), "NaN or infinity")
    return A


def equations(X, y):
    X, y = finite(X, 2), finite(y, 1)
    require(len(X) == len(y), "one value for each row of X")
    return X, y


# %% hypentropy_interpolant
def hypentropy_interpolant(X, y, alpha):
    X, y = equations(X, y)
    require(0 < alpha < np.inf, "alpha > 0")
    least = np.linalg.lstsq(X, y, rcond=1e-12)[0]
    require(np.allclose(X @ least, y), "no solution")
    _, sigma, Vt = np.linalg.svd(X, full_matrices=False)
    Q = Vt[sigma > 1e-12]  # orthonormal rows; Xw = y if and only if Qw = Q least
    c = 2 * alpha
    s = np.zeros(X.shape[1])  # s = Xᵀν
    for _ in range(100):
        w = c * np.sinh(s)
        hessian = Q * np.hypot(w, c) @ Q.T  # hypot(w, c) = c cosh s
        change = Q.T @ np.linalg.solve(hessian, Q @ (least - w))
        s = s + change / max(1, np.abs(change).max())
    return c * np.sinh(s)
