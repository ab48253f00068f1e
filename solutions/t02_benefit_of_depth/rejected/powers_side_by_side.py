"""Gives each Δ^s a sawtooth of its own, side by side."""

FAILS = {
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
    # Blocks of two units: block s folds s times and then waits; the last unit carries x.
    units = 2 * m + 1
    W, b = np.ones((units, 1)), np.zeros(units)
    b[1:-1:2] = -0.5
    net = [(W, b)]
    for layer in range(2, m + 1):
        W, b = np.zeros((units, units)), np.zeros(units)
        W[-1, -1] = 1
        for s in range(1, m + 1):
            i = 2 * (s - 1)
            if layer <= s:
                W[i : i + 2, i : i + 2] = [[2, -4], [2, -4]]
                b[i + 1] = -0.5
            elif layer == s + 1:
                W[i, i : i + 2] = [2, -4]
            else:
                W[i, i] = 1
        net.append((W, b))
    row = np.zeros((1, units))
    for s in range(1, m + 1):
        i = 2 * (s - 1)
        row[0, i : i + 2] = np.array([1, 0] if s < m else [2, -4]) / -(4**s)
    row[0, -1] = 1
    return [*net, (row, np.zeros(1))]
