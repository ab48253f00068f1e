"""Inverts X X', and refuses X if its rows are dependent."""

FAILS = {
    "test_a_start_that_solves_the_equation_does_not_move",
    "test_limit_is_the_start_corrected_by_the_pseudoinverse_of_its_residual",
    "test_limit_is_where_a_simulated_run_ends",
    "test_limit_satisfies_the_normal_equations_if_no_solution_exists",
    "test_rows_may_be_dependent_or_zero",
    "test_way_from_the_start_to_the_limit_lies_in_the_row_space",
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


# %% gd_limit
def gd_limit(X, y, w0):
    X, y = equations(X, y)
    w0 = finite(w0, 1)
    require(w0.size == X.shape[1], "w0 does not fit X")
    require(np.linalg.matrix_rank(X) == len(X), "dependent rows")
    return w0 + X.T @ np.linalg.inv(X @ X.T) @ (y - X @ w0)
