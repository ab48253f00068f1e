"""What a function of few affine pieces cannot do, and what random nets do not do."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from course_lib.nets import Net
from course_lib.topics.t02_benefit_of_depth.construction import tent_power_net
from course_lib.topics.t02_benefit_of_depth.inputs import Array, require_integer
from course_lib.topics.t02_benefit_of_depth.pieces import affine_breakpoints


def min_alternating_errors(n: int, p: int) -> int:
    r"""Return $\max(0, ⌈(n - p - 1)/2⌉)$, the least number of errors on alternating labels.

    n points on the line carry the labels 0, 1, 0, 1, …; the classifier is 1[g >= 1/2] with g
    continuous and of at most p affine pieces. Its predictions have at most p + 1 runs, a run of
    r points holds at least ⌊r/2⌋ errors, and runs of odd length lose least.

    Raises:
        ValueError: n < 1 or p < 1. TypeError: not integers.
    Source: Telgarsky 2015, the lemma on the alternating-point problem.
    """
    require_integer("n", n, 1)
    require_integer("p", p, 1)
    return max(0, (int(n) - int(p)) // 2)


def he_net(depth: int, width: int, rng: np.random.Generator) -> Net:
    """Draw a net R -> R: W ~ N(0, 2/inputs), b uniform on [-1, 1], in every layer."""
    shape = [1] + [width] * depth + [1]
    return [
        (
            np.sqrt(2 / inputs) * rng.standard_normal((outputs, inputs)),
            rng.uniform(-1.0, 1.0, outputs),
        )
        for inputs, outputs in pairwise(shape)
    ]


def pieces_vs_depth(
    depths: Sequence[int], width: int, n_draws: int, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Return the mean number of pieces on [0, 1] of random nets, and that of Δ^k, by depth.

    Args:
        depths: numbers of hidden layers, each >= 1.
        width: units of each hidden layer of the random nets.
        n_draws: random nets for each depth.
        rng: generator of all weights and biases; see `he_net`.

    Returns:
        Two arrays of shape (len(depths),); the second one holds 2^k.
    """
    random = [
        np.mean([_pieces(he_net(k, width, rng)) for _ in range(n_draws)]) for k in depths
    ]
    constructed = [_pieces(tent_power_net(k)) for k in depths]
    return np.array(random), np.array(constructed, dtype=np.float64)


def _pieces(net: Net) -> int:
    return len(affine_breakpoints(net, 0.0, 1.0)) + 1
