"""Lets the bump fall over 2 delta."""

FAILS = {
    "test_bump_on_a_point",
    "test_bump_on_an_interval",
    "test_bump_on_random_boxes_in_five_dimensions",
    "test_bump_vanishes_at_points_outside_in_one_coordinate_only",
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
    W = np.vstack([np.eye(d), -np.eye(d)]) / (2 * delta)
    b = np.append(-hi, lo) / (2 * delta)
    return [(W, b), (-np.ones((1, 2 * d)), np.ones(1)), (np.ones((1, 1)), np.zeros(1))]
