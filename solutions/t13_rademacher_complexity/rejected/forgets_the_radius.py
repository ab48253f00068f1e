"""Forgets the norms: the bound for a class in the unit ball."""

FAILS = {
    "test_a_row_written_twice_counts_once",
    "test_bound_is_at_least_the_exact_complexity",
    "test_bound_is_the_largest_norm_times_root_two_log_n_over_n",
    "test_bound_keeps_its_relative_accuracy_on_a_thousand_points",
    "test_bound_scales_with_the_absolute_value_of_the_factor",
    "test_with_center_the_norms_are_distances_from_the_mean_row",
}

# %%
import numpy as np


def matrix(A):
    A = np.array(A, dtype=float)
    if A.ndim != 2 or A.size == 0 or not np.isfinite(A).all():
        raise ValueError("need a finite matrix with at least one entry")
    return A


# %% massart_bound
def massart_bound(A, center=False):
    A = np.unique(matrix(A), axis=0)  # a class is a set
    N, n = A.shape
    if center:
        A = A - A.mean(axis=0)
    return np.sqrt(2 * np.log(N)) / n
