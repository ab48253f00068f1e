"""Ignores the references."""

FAILS = {
    "test_a_net_at_its_reference_has_complexity_zero",
    "test_complexity_of_one_layer_is_the_sum_of_the_norms_of_its_rows",
    "test_references_are_subtracted_in_the_mixed_norm_only",
}

# %%
import itertools

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
    require(len(A) > 0, "need at least one layer")
    for lower, upper in itertools.pairwise(A):
        require(upper.shape[1] == len(lower), "the widths do not fit")
    product, total = 1.0, 0.0
    for a, m in zip(A, M, strict=True):  # ValueError if there are more or fewer of M
        require(a.shape == m.shape, "a reference has another shape")
        require(a.any(), "a matrix is zero")
        spectral = np.linalg.norm(a, 2)
        mixed = np.linalg.norm(a, axis=1).sum()  # one norm for each unit
        product *= spectral
        total += (mixed / spectral) ** (2 / 3)
    return product * total**1.5
