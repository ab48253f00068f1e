"""The model answer."""

# %%
import numpy as np


# %% mean
def mean(x):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or len(x) == 0 or not np.isfinite(x).all():
        raise ValueError("x must be finite, of shape (n,), n >= 1")
    return x.mean()


# %% q99a
*head, last = variant.sample
q99a = (sum(head) + variant.weight * last) / (len(head) + variant.weight)


# %% distances
def distances(x, cs):
    return [sum(abs(xi - c) for xi in x) for c in cs]
