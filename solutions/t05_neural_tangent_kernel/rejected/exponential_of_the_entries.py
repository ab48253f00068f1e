"""The exponential of every entry, not of the matrix."""

FAILS = {
    "test_flow_interpolates_after_a_long_time",
    "test_flow_is_the_solution_of_the_differential_equation",
    "test_flow_solves_its_integral_equation",
    "test_flow_starts_at_the_initial_values",
    "test_kernels_of_every_size_may_be_rounded",
    "test_singular_kernel_leaves_the_null_space_at_rest_and_moves_the_test_points",
    "test_two_flows_in_a_row_are_one_longer_flow",
}

# %%
import math

import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def array(values, ndim):
    """A fresh array with `ndim` axes, nonempty and finite."""
    A = np.array(values, dtype=float)
    require(A.ndim == ndim and A.size > 0, f"need {ndim} axes and some entries")
    require(np.isfinite(A).all(), "NaN or infinity")
    return A


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
    ft = y + np.exp(-eta * t * Ktt) @ (f0t - y)
    fs = f0s - Kst @ V @ (integral * r0)
    return ft, fs
