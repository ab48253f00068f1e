"""Forgets the ReLU."""

FAILS = {
    "test_q11c_is_the_normalised_margin_of_the_net",
}

# %%
import numpy as np

# %% q11c
W, v = np.array(variant.W1), np.array(variant.w2)
f = (np.array(variant.inputs) @ W.T) @ v
q11c = (np.array(variant.targets) * f).min() / ((W**2).sum() + (v**2).sum())
