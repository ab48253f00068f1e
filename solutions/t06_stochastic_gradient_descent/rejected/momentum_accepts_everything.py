"""Checks neither beta nor the step nor n."""

FAILS = {"test_momentum_refuses_bad_input"}

# %%

import numpy as np


def point(x0):
    """Return x0 as a fresh float vector."""
    x = np.array(x0, dtype=float)
    if x.ndim != 1 or x.size == 0 or not np.isfinite(x).all():
        raise ValueError(f"the start must be a finite vector; got shape {x.shape}")
    return x


def gradient(grad, x):
    """Return the answer of the oracle at x."""
    g = np.asarray(grad(x), dtype=float)
    if g.shape != x.shape or not np.isfinite(g).all():
        raise ValueError("the oracle did not answer with a finite vector")
    return g


def require(condition, message):
    """Raise ValueError unless the condition is true (NaN makes every comparison false)."""
    if not condition:
        raise ValueError(message)


# %% sgd_momentum
def sgd_momentum(grad, x0, eta, beta, n, nesterov=False):
    x = point(x0)
    path, v = [x], 0.0
    for k in range(n):
        g = gradient(grad, x)
        v = beta * v + g
        step = eta(k) if callable(eta) else eta
        x = x - step * (g + beta * v if nesterov else v)
        path.append(x)
    return np.stack(path)
