"""Builds a net for any corners and any delta."""

FAILS = {
    "test_empty_boxes_and_collars_that_are_not_positive_are_refused",
}

# %%
import numpy as np


# %% box_bump
def box_bump(lo, hi, delta):
    d = len(lo)
    W = np.vstack([np.eye(d), -np.eye(d)])
    b = np.append(-hi, lo)
    return [
        (W, b),
        (-np.ones((1, 2 * d)) / delta, np.ones(1)),
        (np.ones((1, 1)), np.zeros(1)),
    ]
