"""Writes σ(-m) as e^{-m}/(1 + e^{-m}), which is inf/inf for m = -1000."""

FAILS = {
    "test_nothing_overflows_at_margins_of_ten_thousand",
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


# %% logistic_gd
def logistic_gd(X, y, eta, n, normalized=False):
    X, y = equations(X, y)
    require(np.isin(y, (-1, 1)).all(), "labels are -1 or 1")
    require(0 < eta < np.inf and n >= 0, "eta > 0 and n >= 0")
    Z = y[:, None] * X
    w = np.zeros((n + 1, X.shape[1]))
    for t in range(1, n + 1):
        margins = Z @ w[t - 1]
        if normalized:
            weights = np.exp(-(margins - margins.min()))
            w[t] = w[t - 1] + eta / np.sqrt(t) * (weights @ Z) / weights.sum()
        else:
            weights = np.exp(-margins) / (1 + np.exp(-margins))
            w[t] = w[t - 1] + eta * (weights @ Z) / len(Z)
    return w
