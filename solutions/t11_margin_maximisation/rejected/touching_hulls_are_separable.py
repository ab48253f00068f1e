"""Refuses only if no hyperplane has all points on its closed sides: touching is let through."""

FAILS = {
    "test_sets_that_cannot_be_separated_are_refused",
}

# %%
import numpy as np
from scipy.optimize import linprog, nnls


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
def hard_margin_svm(X, y):
    X, y = data(X, y)
    P, Q = X[y > 0], X[y < 0]
    require(len(P) and len(Q), "need both classes")
    D = (P[:, None] - Q).reshape(-1, X.shape[1])
    weak = linprog(
        -D.sum(axis=0), A_ub=-D, b_ub=np.zeros(len(D)), bounds=[(-1, 1)] * X.shape[1]
    )
    require(-weak.fun > 1e-9, "not separable")
    E = np.vstack([D.T, np.full(len(D), 2.0)])
    u, _ = nnls(E, np.eye(len(E))[-1])
    r = np.eye(len(E))[-1] - E @ u
    r[-1] = max(r[-1], 1e-12)
    w, beta = -r[:-1] / r[-1], (u / r[-1]).reshape(len(P), len(Q))
    alpha = np.empty(len(X))
    alpha[y > 0], alpha[y < 0] = beta.sum(axis=1), beta.sum(axis=0)
    return w, -((P @ w).min() + (Q @ w).max()) / 2, alpha
