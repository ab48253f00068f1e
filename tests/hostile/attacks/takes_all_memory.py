"""Asks for ten gigabytes and writes into them."""

STATUS = {"not_run", "out_of_memory", "wrong"}


# %% mean
def mean(x):
    import numpy as np

    return float(np.ones((10**6, 10**4)).mean())
