"""Takes True for the integer 1."""

FAILS = {
    "test_tent_power_net_refuses_what_is_no_positive_int",
}

# %%
import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


# %% tent_power_net
def tent_power_net(k):
    require(isinstance(k, int) and k >= 1, "need an int >= 1")
    enter = (np.array([[1.0], [1.0]]), np.array([0.0, -0.5]))
    fold = (np.array([[2.0, -4.0], [2.0, -4.0]]), np.array([0.0, -0.5]))
    leave = (np.array([[2.0, -4.0]]), np.array([0.0]))
    return [enter] + [fold] * (k - 1) + [leave]
