"""Leaves out the constant y_0."""

FAILS = {
    "test_data_on_a_line_give_the_line",
    "test_knots_and_values_are_left_unchanged",
    "test_net_has_at_most_one_hidden_unit_a_cell",
    "test_net_is_right_a_million_away_from_the_origin",
    "test_net_is_right_at_five_hundred_points_for_thirty_knots",
    "test_net_is_the_interpolant_from_the_first_knot_to_the_last",
    "test_scaled_and_shifted_tables_give_the_scaled_and_shifted_net",
    "test_two_knots_give_a_line",
}

# %%
import numpy as np


# %% relu_interpolant
def table(x, y):
    x, y = np.array(x, dtype=float), np.array(y, dtype=float)
    if x.ndim != 1 or x.shape != y.shape or len(x) < 2:
        raise ValueError("need x and y of shape (m,)")
    if not (np.isfinite(x).all() and np.isfinite(y).all() and (np.diff(x) > 0).all()):
        raise ValueError("x must be finite and strictly increasing, y finite")
    return x, y


def relu_interpolant(x, y):
    x, y = table(x, y)
    s = np.diff(y) / np.diff(x)
    a = np.append(s[0], np.diff(s))
    return [(np.ones((len(a), 1)), -x[:-1]), (a[None], np.zeros(1))]
