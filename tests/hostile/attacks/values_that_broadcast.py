"""NaN, infinity, wrong shapes, truth values, objects, complex numbers: one after another."""

STATUS = {"wrong"}

# %%
import itertools

import numpy as np

lies = itertools.cycle(
    [
        float("nan"),
        float("inf"),
        np.zeros((1, 5)),
        np.array(True),
        np.array([None], dtype=object),
        1j,
        -1 + 0j,
        np.zeros((0,)),
        np.broadcast_to(np.zeros(1), (10**9,)),
        "3.0",
        [[[]]],
    ]
)


# %% mean
def mean(x):
    return next(lies)
