"""Returns a generator, and an object that is another number at every look."""

STATUS = {"wrong"}


# %%
class Guess:
    def __init__(self):
        self.tried = -100

    def __float__(self):
        self.tried += 1
        return float(self.tried)

    def __array__(self, dtype=None, copy=None):
        import numpy as np

        return np.asarray(float(self))


# %% mean
def mean(x):
    return Guess() if len(x) == 3 else iter([1.0, 2.0, 3.0])
