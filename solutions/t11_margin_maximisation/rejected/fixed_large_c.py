"""A soft margin with C = 10^4: enough for wide margins only."""

FAILS = {
    "test_a_margin_of_one_thousandth_is_found",
}

# %%
import numpy as np
from scipy.optimize import linprog, minimize


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


# %% hard_margin_svm
def hard_margin_svm(X, y, C=1e4):
    X, y = data(X, y)
    require(abs(y.sum()) < len(y), "need both classes")
    n, d = X.shape
    A = -y[:, None] * np.column_stack([X, np.ones(n)])
    free = [(None, None)] * (d + 1)
    feasible = linprog(np.zeros(d + 1), A_ub=A, b_ub=-np.ones(n), bounds=free).status == 0
    require(feasible, "not separable")
    K = (X * y[:, None]) @ (X * y[:, None]).T
    alpha = minimize(
        lambda a: a @ K @ a / 2 - a.sum(),
        np.zeros(n),
        jac=lambda a: K @ a - 1,
        bounds=[(0, C)] * n,
        constraints={"type": "eq", "fun": lambda a: a @ y, "jac": lambda a: y},
        method="SLSQP",
        options={"ftol": 1e-15, "maxiter": 1000},
    ).x
    w = (alpha * y) @ X
    b = -((X @ w)[y > 0].min() + (X @ w)[y < 0].max()) / 2
    return w, b, alpha
