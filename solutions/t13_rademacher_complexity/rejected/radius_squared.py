"""Multiplies by B² in place of B."""

FAILS = {
    "test_a_fine_net_of_the_disc_approaches_the_exact_value_from_below",
    "test_both_values_are_proportional_to_the_radius",
    "test_cross_polytope_is_the_finite_class_of_its_vertices",
    "test_euclidean_ball_gives_the_mean_norm_and_the_root_of_the_sum_of_squares",
    "test_one_point_repeated_gives_the_random_walk_times_its_norm",
    "test_orthogonal_points_attain_the_euclidean_bound",
}

# %%
import itertools
import math

import numpy as np


def signs(n):
    """All sign vectors, shape (2^n, n)."""
    return np.array(list(itertools.product((1.0, -1.0), repeat=n)))


def matrix(A):
    A = np.array(A, dtype=float)
    if A.ndim != 2 or A.size == 0 or not np.isfinite(A).all():
        raise ValueError("need a finite matrix with at least one entry")
    return A


def require(condition, message):
    if not condition:
        raise ValueError(message)


# %% rademacher_linear
def rademacher_linear(X, B, p):
    X = matrix(X)
    n, d = X.shape
    require(n <= 14, "2^n signs are too many")
    require(p in (1, 2), "p is 1 or 2")
    require(0 <= B < math.inf, "need 0 <= B < infinity")
    sums = signs(n) @ X  # (2^n, d)
    if p == 2:
        norms = np.linalg.norm(sums, axis=1)
        upper = np.sqrt((X**2).sum())
    else:
        norms = np.abs(sums).max(axis=1)
        upper = np.linalg.norm(X, axis=0).max() * np.sqrt(2 * np.log(2 * d))
    return B**2 * norms.mean() / n, B**2 * upper / n
