"""float32 where it is allowed, integral floats, and cells of the experiment net by net."""

# %%
import math

import numpy as np


# %% box_bump
def box_bump(lo, hi, delta):
    lo, hi = np.float32(lo), np.float32(hi)
    if lo.ndim != 1 or lo.shape != hi.shape or lo.size == 0:
        raise ValueError("shape")
    if not (np.isfinite(lo).all() and np.isfinite(hi).all() and (hi >= lo).all()):
        raise ValueError("box")
    if not (math.isfinite(delta) and delta > 0):
        raise ValueError("delta")
    d = len(lo)
    W = np.concatenate([np.eye(d), -np.eye(d)]).astype(np.float32)
    b = np.concatenate([-hi, lo])
    V = np.full((1, 2 * d), -1 / delta, dtype=np.float32)
    return [(W, b), (V, np.float32([1])), (np.float32([[1]]), np.float32([0]))]


# %% feature_rank
def feature_rank(sigma, W, b, X, rtol=1e-9):
    if np.ndim(W) != 2 or np.ndim(X) != 2 or np.ndim(b) != 1 or rtol < 0 or rtol >= 1:
        raise ValueError("shape or rtol")
    if W.shape[1] != X.shape[1] or W.shape[0] != b.shape[0] or not W.size or not X.size:
        raise ValueError("shape")
    if not np.isfinite(W).all() or not np.isfinite(X).all() or not np.isfinite(b).all():
        raise ValueError("finite")
    Phi = sigma((W @ X.T).T + b[None, :])
    return np.float32(np.linalg.matrix_rank(Phi, rtol=rtol))


# %% uat_rates
def uat_rates(ns):
    """Blocks of cells, through the net itself."""
    if len(ns) == 0:
        raise ValueError("no n")
    if min(ns) <= 0:
        raise ValueError("n < 1")
    out = np.zeros((3, len(ns)), dtype=np.float32)
    for j, n in enumerate(ns):
        x = np.arange(n + 1) / n
        for i, f in enumerate(
            (lambda t: np.sin(2 * np.pi * t), lambda t: abs(t - 1 / 3), np.sqrt)
        ):
            y = f(x)
            slopes = np.diff(y) * n
            a = np.append(slopes[0], np.diff(slopes))
            for block in np.array_split(np.arange(n), max(1, n // 32)):
                t = (block[:, None] + np.linspace(0, 1, 121)).ravel() / n
                k = block[-1] + 1  # the units beyond are off
                net = np.maximum(t[:, None] - x[:k], 0) @ a[:k] + y[0]
                out[i, j] = max(out[i, j], abs(f(t) - net).max())
    return out
