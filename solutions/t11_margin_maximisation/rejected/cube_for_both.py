"""Bounds every entry of w, whatever the norm."""

FAILS = {
    "test_margin_is_proportional_to_the_points",
    "test_margin_of_a_single_point_is_its_dual_norm",
    "test_margin_over_the_cross_polytope_equals_the_dual_value",
    "test_margins_are_ordered_as_the_unit_balls_are",
    "test_without_a_separating_hyperplane_the_margin_is_zero",
}

# %%
import numpy as np
from scipy.optimize import linprog


def require(condition, message):
    if not condition:
        raise ValueError(message)


def finite(a, ndim):
    """Return a copy of a as a float array with this number of axes."""
    a = np.array(a, dtype=float)
    require(a.ndim == ndim and a.size > 0, f"need {ndim} axes, at least one entry")
    require(np.isfinite(a).all(), "NaN or infinity")
    return a


def data(X, y):
    X, y = finite(X, 2), finite(y, 1)
    require(len(X) == len(y), "as many labels as points")
    require(np.isin(y, (-1, 1)).all(), "labels are -1 or 1")
    return X, y


# %% max_margin_lp
def max_margin_lp(X, y, norm):
    # Variables (w, t, γ) with |w_j| <= t_j: maximise γ subject to γ <= y_i w·x_i.
    X, y = data(X, y)
    require(norm in (1, np.inf), "norm is 1 or inf")
    n, d = X.shape
    I, O, one = np.eye(d), np.zeros((n, d)), np.ones((n, 1))
    A = np.block(
        [
            [-y[:, None] * X, O, one],
            [I, -I, np.zeros((d, 1))],
            [-I, -I, np.zeros((d, 1))],
            [np.zeros(d), np.zeros(d), 0],
        ]
    )
    rhs = np.append(np.zeros(n + 2 * d), 1.0)
    bounds = [(None, None)] * d + [(0, 1)] * d + [(None, None)]
    solution = linprog(-np.eye(2 * d + 1)[-1], A_ub=A, b_ub=rhs, bounds=bounds)
    return solution.x[:d], -solution.fun
