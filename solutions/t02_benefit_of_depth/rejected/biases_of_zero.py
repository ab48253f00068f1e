"""Sets the biases to 0: then nothing switches on (0, 1)."""

FAILS = {
    "test_four_hidden_layers_have_as_many_pieces_as_he_initialised_nets",
    "test_nets_are_drawn_anew_from_the_generator_that_is_given",
    "test_one_hidden_layer_has_as_many_pieces_as_its_law_says",
    "test_pieces_of_random_nets_grow_slowly_with_depth",
}

# %%
from itertools import pairwise

import numpy as np


# %% pieces_vs_depth
def he_layer(inputs, outputs, rng):
    W = rng.normal(0, np.sqrt(2 / inputs), size=(outputs, inputs))
    return W, np.zeros(outputs)


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
