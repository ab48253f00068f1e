"""Lets b of shape (1,) and other strange shapes broadcast."""

FAILS = {
    "test_features_that_do_not_fit_together_are_refused",
}

# %%
import numpy as np


# %% feature_rank
def feature_rank(sigma, W, b, X, rtol=1e-9):
    s = np.linalg.svd(np.atleast_2d(sigma(X @ W.T + b)), compute_uv=False)
    return int((s > rtol * s[0]).sum())
