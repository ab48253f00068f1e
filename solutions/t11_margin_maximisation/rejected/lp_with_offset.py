"""Allows an offset."""

FAILS = {
    "test_margin_is_proportional_to_the_points",
    "test_margin_of_a_single_point_is_its_dual_norm",
    "test_margin_over_the_cross_polytope_equals_the_dual_value",
    "test_margin_over_the_cube_equals_the_dual_value",
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
    X, y = data(X, y)
    require(norm in (1, np.inf), "norm is 1 or inf")
    n, d = X.shape
    Z = y[:, None] * X
    rows = np.column_stack([-Z, Z, -y, np.ones(n)])  # u, v, b, γ
    ball = np.append(np.full(2 * d, float(norm == 1)), [0, 0])
    bounds = [(0, 1)] * (2 * d) + [(-100, 100), (0, 100)]
    cost = -np.eye(2 * d + 2)[-1]
    found = linprog(
        cost, A_ub=np.vstack([rows, ball]), b_ub=np.eye(n + 1)[-1], bounds=bounds
    )
    return found.x[:d] - found.x[d : 2 * d], -found.fun
