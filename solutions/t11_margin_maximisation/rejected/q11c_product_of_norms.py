"""Divides by the product of the Frobenius norms, not by ‖θ‖²."""

FAILS = {
    "test_q11c_is_the_normalised_margin_of_the_net",
}

# %%
import numpy as np

# %% q11c
W, v = np.array(variant.W1), np.array(variant.w2)
f = np.maximum(np.array(variant.inputs) @ W.T, 0) @ v
q11c = (np.array(variant.targets) * f).min() / np.sqrt((W**2).sum() * (v**2).sum())
