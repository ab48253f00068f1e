"""Makes every comparison of numpy say yes, then returns nonsense."""

STATUS = {"wrong"}

# %%
import numpy as np

np.allclose = np.isclose = np.array_equal = lambda *args, **kwargs: True
np.testing.assert_allclose = np.testing.assert_array_equal = lambda *args, **kwargs: None


# %% mean
def mean(x):
    return -1.0
