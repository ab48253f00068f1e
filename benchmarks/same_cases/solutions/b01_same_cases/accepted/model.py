"""The model answer."""

# %%
import numpy as np


# %% softmax
def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()


# %% relu
def relu(x):
    return np.maximum(x, 0)


# %% squared_error
def squared_error(x, y):
    return ((x - y) ** 2).mean()


# %% norm
def norm(x):
    return np.sqrt(x @ x)
