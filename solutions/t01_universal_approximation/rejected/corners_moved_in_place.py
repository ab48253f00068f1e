"""Moves the caller's corners outwards by delta."""

FAILS = {
    "test_corners_are_left_unchanged",
}

# %%
import numpy as np


# %% box_bump
def box(lo, hi, delta):
    lo, hi = np.asarray(lo, dtype=float), np.asarray(hi, dtype=float)
    if lo.ndim != 1 or lo.shape != hi.shape or len(lo) == 0 or not (lo <= hi).all():
        raise ValueError("need lo <= hi of shape (d,)")
    if not (np.isfinite(lo).all() and np.isfinite(hi).all() and 0 < delta < np.inf):
        raise ValueError("need finite corners and delta > 0")
    return lo, hi


def box_bump(lo, hi, delta):
    lo, hi = box(lo, hi, delta)
    d = len(lo)
    W = np.vstack([np.eye(d), -np.eye(d)])
    b = np.append(-hi, lo)
    lo -= delta
    hi += delta
    return [
        (W, b),
        (-np.ones((1, 2 * d)) / delta, np.ones(1)),
        (np.ones((1, 1)), np.zeros(1)),
    ]
