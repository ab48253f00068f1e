"""Does not cut the trapezoid at 1: in the middle of a box the value exceeds 1."""

FAILS = {
    "test_bump_has_at_most_four_units_a_coordinate_and_one",
    "test_bump_is_one_on_the_box_with_its_corners_and_faces",
    "test_bump_on_an_interval",
    "test_bump_on_random_boxes_in_five_dimensions",
    "test_bump_vanishes_at_points_outside_in_one_coordinate_only",
    "test_bump_vanishes_at_points_outside_in_several_coordinates",
    "test_values_lie_between_zero_and_one",
}

# %%
import numpy as np


# %% box_bump
def box(lo, hi, delta):
    lo, hi = np.array(lo, dtype=float), np.array(hi, dtype=float)
    if lo.ndim != 1 or lo.shape != hi.shape or len(lo) == 0 or not (lo <= hi).all():
        raise ValueError("need lo <= hi of shape (d,)")
    if not (np.isfinite(lo).all() and np.isfinite(hi).all() and 0 < delta < np.inf):
        raise ValueError("need finite corners and delta > 0")
    return lo, hi


def box_bump(lo, hi, delta):
    lo, hi = box(lo, hi, delta)
    d = len(lo)
    # 1 - (|x - middle| - half)/delta for each coordinate
    W = np.repeat(np.eye(d), 2, axis=0) * np.tile([[1.0], [-1.0]], (d, 1))
    middle, half = (lo + hi) / 2, (hi - lo) / 2
    b = np.column_stack([-middle, middle]).ravel()
    return [
        (W, b),
        (-np.ones((1, 2 * d)) / delta, 1 + half.sum(keepdims=True) / delta),
        (np.ones((1, 1)), np.zeros(1)),
    ]
