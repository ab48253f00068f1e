"""Takes weights of variance 1 in every layer."""

FAILS = {
    "test_one_hidden_layer_has_as_many_pieces_as_its_law_says",
}

# %%
from itertools import pairwise

import numpy as np


# %% pieces_vs_depth
def he_layer(inputs, outputs, rng):
    W = rng.normal(0, 1.0, size=(outputs, inputs))
    return W, rng.uniform(-1, 1, size=outputs)


def pieces(net):
    return len(affine_breakpoints(net, 0.0, 1.0)) + 1


def pieces_vs_depth(depths, width, n_draws, rng):
    mean_random = []
    for depth in depths:
        widths = [1] + [width] * depth + [1]
        counts = [
            pieces([he_layer(i, o, rng) for i, o in pairwise(widths)])
            for _ in range(n_draws)
        ]
        mean_random.append(np.mean(counts))
    return mean_random, [pieces(tent_power_net(depth)) for depth in depths]
