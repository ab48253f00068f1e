r"""Fully connected ReLU nets, as all topics write them, and how hidden tests draw them.

A net is a list of layers ``[(W_1, b_1), ..., (W_L, b_L)]`` with ``W_l`` of shape (out, in) and
``b_l`` of shape (out,). It maps a batch ``X`` of shape (n, d), one sample a row, to

$$h_0 = X, \qquad z_l = h_{l-1} W_l^\top + b_l, \qquad h_l = \mathrm{relu}(z_l) \ (l < L),
\qquad f(X) = z_L.$$

A net with L = 1 is an affine map. The hidden units are the outputs of all layers but the last.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Layer = tuple[Array, Array]
Net = list[Layer]

MARGIN = 1e-2
"""Least distance of a drawn preactivation from the kink of the ReLU. float32 rounding moves a
preactivation of these nets by less than 1e-3, so that no answer depends on relu'(0)."""

TRIES = 10_000


def widths(net: Sequence[Layer]) -> tuple[int, ...]:
    """Return (m_0, ..., m_L): the number of inputs, then the outputs of each layer.

    Raises:
        ValueError: no layer, a W that is not a matrix, or shapes that do not fit together.
    """
    if len(net) == 0:
        raise ValueError("a net has at least one layer; got none")
    for i, (W, b) in enumerate(net):
        if np.ndim(W) != 2 or np.shape(b) != (np.shape(W)[0],):
            raise ValueError(
                f"layer {i}: need W (out, in) and b (out,); got {np.shape(W)} and {np.shape(b)}"
            )
    for i, ((W, _), (V, _)) in enumerate(pairwise(net)):
        if np.shape(V)[1] != np.shape(W)[0]:
            raise ValueError(
                f"layer {i} has {np.shape(W)[0]} outputs, layer {i + 1} {np.shape(V)[1]} inputs"
            )
    return (np.shape(net[0][0])[1], *(np.shape(W)[0] for W, _ in net))


def hidden_units(net: Sequence[Layer]) -> int:
    """Return the number of outputs of all layers but the last.

    >>> hidden_units([(np.ones((3, 1)), np.zeros(3)), (np.ones((1, 3)), np.zeros(1))])
    3
    """
    return sum(widths(net)[1:-1])


def preactivations(net: Sequence[Layer], X: Array) -> list[Array]:
    """Return z_1, ..., z_L of the batch `X` (n, d); z_l has shape (n, m_l).

    Raises:
        ValueError: the layers do not fit together, or `X` is not (n, m_0).
    """
    m = widths(net)
    X = np.asarray(X, dtype=np.float64)
    if X.ndim != 2 or X.shape[1] != m[0]:
        raise ValueError(f"need X of shape (n, {m[0]}); got {X.shape}")
    zs, h = [], X
    for W, b in net:
        zs.append(h @ W.T + b)
        h = np.maximum(zs[-1], 0.0)
    return zs


def relu_net(net: Sequence[Layer], X: Array) -> Array:
    """Return f(X), shape (n, m_L), for a batch `X` of shape (n, m_0).

    The function |t|:

    >>> absolute = [(np.array([[1.0], [-1.0]]), np.zeros(2)), (np.ones((1, 2)), np.zeros(1))]
    >>> relu_net(absolute, np.array([[-2.0], [0.5]]))
    array([[2. ],
           [0.5]])
    """
    return preactivations(net, X)[-1]


def draw_net(rng: np.random.Generator, shape: Sequence[int], *, bias: bool = True) -> Net:
    """Draw a net of widths `shape` = (m_0, ..., m_L).

    Entries are multiples of 1/8 in [-2, 2], so that a student can read and paste them; the
    biases are 0 unless `bias`.
    """

    def entries(*size: int) -> Array:
        return rng.integers(-16, 17, size=size) / 8.0

    return [
        (entries(k, m), entries(k) if bias else np.zeros(k)) for m, k in pairwise(shape)
    ]


def draw_net_and_batch(
    rng: np.random.Generator,
    shape: Sequence[int],
    n: int,
    *,
    bias: bool = True,
    margin: float = MARGIN,
) -> tuple[Net, Array]:
    """Draw a net of widths `shape` and a batch (n, m_0) whose hidden units are off the kink.

    Every preactivation of a hidden unit is larger than `margin` in absolute value at every
    sample, so that the net is differentiable there, whatever relu'(0) is taken to be.

    Raises:
        RuntimeError: no such pair was found; `shape` is too large for this `margin`.
    """
    for _ in range(TRIES):
        net = draw_net(rng, shape, bias=bias)
        X = rng.integers(-16, 17, size=(8 * n, shape[0])) / 8.0
        hidden = preactivations(net, X)[:-1]
        smooth = np.ones(len(X), dtype=bool)
        for z in hidden:
            smooth &= (np.abs(z) > margin).all(axis=1)
        if smooth.sum() >= n:
            return net, X[smooth][:n]
    raise RuntimeError(f"no net of widths {tuple(shape)} is smooth at {n} samples")
