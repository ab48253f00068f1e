"""Folds at 1/4: the tent is not symmetric, and its values are not 0 and 1 in turn."""

FAILS = {
    "test_composition_of_two_sawteeth_is_a_sawtooth",
    "test_sawtooth_is_exact_at_dyadic_points_of_thirty_digits",
    "test_sawtooth_is_zero_and_one_in_turn_at_the_multiples_of_two_to_the_minus_k",
    "test_there_are_exactly_k_hidden_layers_of_at_most_three_units",
    "test_whole_graph_has_its_corners_at_the_multiples_of_two_to_the_minus_k",
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
    enter = (np.array([[1.0], [1.0]]), np.array([0.0, -0.25]))
    fold = (np.array([[2.0, -4.0], [2.0, -4.0]]), np.array([0.0, -0.5]))
    leave = (np.array([[2.0, -4.0]]), np.array([0.0]))
    return [enter] + [fold] * (k - 1) + [leave]
