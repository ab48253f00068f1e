"""Carries minus the sum, which is negative, through a relu."""

FAILS = {
    "test_error_in_the_middle_of_every_cell_is_four_to_the_minus_m_minus_one",
    "test_error_is_between_zero_and_four_to_the_minus_m_minus_one_everywhere",
    "test_half_the_argument_is_a_quarter_of_the_value_one_level_deeper",
    "test_net_is_the_square_at_the_multiples_of_two_to_the_minus_m",
    "test_there_are_at_most_m_plus_one_hidden_layers_of_at_most_five_units",
}

# %%
import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def require_int(n, least):
    require(type(n) is int and n >= least, f"need an int >= {least}; got {n!r}")


# %% square_net
def square_net(m):
    require_int(m, 0)
    if m == 0:
        return [(np.array([[1.0]]), np.zeros(1))]
    # Four units: the tent, the input x, and minus the sum so far.
    net = [(np.array([[1.0], [1.0], [1.0], [0.0]]), np.array([0.0, -0.5, 0.0, 0.0]))]
    tent = np.array([2.0, -4.0, 0.0, 0.0])
    for s in range(1, m):
        total = np.array([0.0, 0.0, 0.0, 1.0]) - tent / 4**s
        net.append((np.array([tent, tent, [0, 0, 1.0, 0], total]), net[0][1]))
    return [*net, (np.array([[0.0, 0.0, 1.0, 1.0]]) - tent / 4**m, np.zeros(1))]
