"""Solves the normal equations where there is no solution."""

FAILS = {
    "test_hypentropy_interpolant_refuses_what_has_no_answer",
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
    _, sigma, Vt = np.linalg.svd(X, full_matrices=False)
    Q = Vt[sigma > 1e-12]  # orthonormal rows; Xw = y if and only if Qw = Q least
    c = 2 * alpha**2
    s = np.zeros(X.shape[1])  # s = Xᵀν
    for _ in range(100):
        w = c * np.sinh(s)
        hessian = Q * np.hypot(w, c) @ Q.T  # hypot(w, c) = c cosh s
        change = Q.T @ np.linalg.solve(hessian, Q @ (least - w))
        s = s + change / max(1, np.abs(change).max())
    return c * np.sinh(s)
