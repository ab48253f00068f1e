"""A feasible hyperplane with w twice too long."""

FAILS = {
    "test_a_margin_of_one_thousandth_is_found",
    "test_hyperplane_is_feasible_and_no_other_has_a_larger_margin",
    "test_many_support_vectors_do_no_harm",
    "test_multipliers_certify_that_the_margin_is_the_largest",
    "test_rotation_turns_w_and_scaling_divides_it",
    "test_the_order_of_the_points_and_of_the_labels_does_not_matter",
    "test_translation_moves_the_hyperplane_with_the_points",
    "test_twice_the_margin_is_the_distance_of_the_hulls",
    "test_two_points_are_separated_by_their_bisector",
}

# %%
import numpy as np
from scipy.optimize import nnls


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
    # Without b: minimise |w| subject to w·(x_i - x_j) >= 2 for all i in +, j in -. This is a
    # least distance problem; Lawson and Hanson solve it by one nonnegative least squares.
    X, y = data(X, y)
    P, Q = X[y > 0], X[y < 0]
    require(len(P) and len(Q), "need both classes")
    D = (P[:, None] - Q).reshape(-1, X.shape[1])
    E = np.vstack([D.T, np.full(len(D), 2.0)])
    f = np.append(np.zeros(X.shape[1]), 1.0)
    u, _ = nnls(E, f)
    r = f - E @ u
    require(r[-1] > 1e-12, "not separable")  # r = 0: a combination of the x_i - x_j is 0
    w = -r[:-1] / r[-1]
    beta = (u / r[-1]).reshape(len(P), len(Q))  # multipliers of the pairs
    alpha = np.empty(len(X))
    alpha[y > 0], alpha[y < 0] = beta.sum(axis=1), beta.sum(axis=0)
    w = w * 2
    b = -((P @ w).min() + (Q @ w).max()) / 2
    return w, b, alpha
