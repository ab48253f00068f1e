"""Believes that features are always independent."""

FAILS = {
    "test_order_and_repetition_of_units_and_points_do_not_matter",
    "test_rank_does_not_depend_on_the_scale_of_the_activation",
    "test_rank_is_that_of_the_matrix_of_features",
    "test_rank_is_zero_if_no_unit_is_ever_on_and_one_for_a_single_point",
    "test_singular_values_count_above_rtol_times_the_largest",
    "test_units_with_the_activation_t_to_the_k_span_the_polynomials_of_degree_k",
    "test_weights_biases_and_points_are_left_unchanged",
}

# %%
import numpy as np


# %% feature_rank
def feature_rank(sigma, W, b, X, rtol=1e-9):
    if W.ndim != 2 or X.ndim != 2 or W.shape[1] != X.shape[1] or b.shape != W.shape[:1]:
        raise ValueError("W, b and X do not fit together")
    if W.size == 0 or X.size == 0 or not 0 <= rtol < 1:
        raise ValueError("no units, no points, or rtol")
    if not all(np.isfinite(a).all() for a in (W, b, X)):
        raise ValueError("not finite")
    return min(len(W), len(X))
