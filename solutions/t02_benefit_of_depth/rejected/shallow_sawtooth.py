"""Interpolates the sawtooth by one hidden layer of 2^k units."""

FAILS = {
    "test_composition_of_two_sawteeth_is_a_sawtooth",
    "test_sawtooth_is_exact_at_dyadic_points_of_thirty_digits",
    "test_sawtooth_is_zero_and_one_in_turn_at_the_multiples_of_two_to_the_minus_k",
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
    n = 2 ** min(k, 12)
    kinks = np.arange(n) / n
    jumps = np.where(np.arange(n) % 2, -2.0, 2.0) * n
    jumps[0] = n
    return [(np.ones((n, 1)), -kinks), (jumps[None, :], np.zeros(1))]
