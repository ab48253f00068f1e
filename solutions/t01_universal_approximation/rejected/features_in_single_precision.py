"""Computes the features in float32: rounding looks like rank."""

FAILS = {
    "test_rank_does_not_depend_on_the_scale_of_the_activation",
    "test_singular_values_count_above_rtol_times_the_largest",
    "test_units_with_the_activation_t_to_the_k_span_the_polynomials_of_degree_k",
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
    Phi = np.float32(sigma(X @ W.T + b))
    s = np.linalg.svd(Phi, compute_uv=False)
    return int((s > rtol * s[0]).sum())
