"""Checks neither the chain nor the references nor zeros."""

FAILS = {
    "test_spectral_complexity_refuses_what_is_no_net",
}

# %%
import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def matrix(M):
    M = np.array(M, dtype=float)
    require(M.ndim == 2 and M.size > 0, "need a matrix with at least one entry")
    require(np.isfinite(M).all(), "need finite entries")
    return M


# %% spectral_complexity
def spectral_complexity(weights, refs=None):
    A = [matrix(a) for a in weights]
    M = [0 * a for a in A] if refs is None else [matrix(m) for m in refs]
    product, total = 1.0, 0.0
    for a, m in zip(A, M, strict=False):
        spectral = np.linalg.norm(a, 2)
        mixed = np.linalg.norm(a - m, axis=1).sum()  # one norm for each unit
        product *= spectral
        total += (mixed / spectral) ** (2 / 3)
    return product * total**1.5
