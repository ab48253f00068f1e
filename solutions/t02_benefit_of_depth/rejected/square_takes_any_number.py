"""Takes floats, bools and negative numbers."""

FAILS = {
    "test_square_net_refuses_what_is_no_count",
}

# %%
import numpy as np


# %% square_net
def square_net(m):
    m = int(m)
    # Three units: the tent of Δ^(s-1), and f_(s-1), which is at least x² >= 0.
    net, row = [], np.array([[1.0]])  # row: f_0 = x of the input
    tent = row
    for s in range(1, m + 1):
        net.append((np.vstack([tent, tent, row]), np.array([0.0, -0.5, 0.0])))
        tent = np.array([[2.0, -4.0, 0.0]])
        row = np.array([[0.0, 0.0, 1.0]]) - tent / 4**s
    return [*net, (row, np.zeros(1))]
