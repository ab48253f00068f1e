"""Gives the output of each tent a hidden layer of its own."""

FAILS = {
    "test_there_are_exactly_k_hidden_layers_of_at_most_three_units",
}

# %%
import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def require_int(n, least):
    require(type(n) is int and n >= least, f"need an int >= {least}; got {n!r}")


# %% tent_power_net
def tent_power_net(k):
    require_int(k, 1)
    split = (np.array([[1.0], [1.0]]), np.array([0.0, -0.5]))
    join = (np.array([[2.0, -4.0]]), np.array([0.0]))
    return [split, join] * k
