"""Returns the depths in increasing order."""

FAILS = {
    "test_sawtooth_has_two_to_the_depth_pieces",
}

# %%
from itertools import pairwise

import numpy as np


# %% pieces_vs_depth
def he_layer(inputs, outputs, rng):
    W = rng.normal(0, np.sqrt(2 / inputs), size=(outputs, inputs))
    return W, rng.uniform(-1, 1, size=outputs)


def pieces(net):
    return len(affine_breakpoints(net, 0.0, 1.0)) + 1


def pieces_vs_depth(depths, width, n_draws, rng):
    mean_random = []
    for depth in sorted(depths):
        widths = [1] + [width] * depth + [1]
        counts = [
            pieces([he_layer(i, o, rng) for i, o in pairwise(widths)])
            for _ in range(n_draws)
        ]
        mean_random.append(np.mean(counts))
    return mean_random, [pieces(tent_power_net(depth)) for depth in sorted(depths)]
