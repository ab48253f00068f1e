r"""Reverse and forward derivatives of a ReLU net, written with matrices.

Notation of `course_lib.nets`: $z_l = h_{l-1} W_l^\top + b_l$, $h_l = \mathrm{relu}(z_l)$, logits
$z_L$. Here $\mathrm{relu}'(0) = 0$. θ is the tuple of all layers and $J$ the Jacobian of
$\theta \mapsto z_L$.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_lib.nets import Array, Layer, Net, widths

Cache = list[Array]
"""The inputs h_0, ..., h_{L-1} of the layers."""


def _finite(x: ArrayLike, name: str, shape: tuple[int, ...] | None = None) -> Array:
    """Return `x` as a float64 array, finite, of this shape, or a non-empty matrix."""
    a = np.asarray(x, dtype=np.float64)
    if a.ndim != 2 if shape is None else a.shape != shape:
        raise ValueError(f"{name}: need shape {shape or '(n, d)'}; got {a.shape}")
    if 0 in a.shape:
        raise ValueError(f"{name}: need at least one row and one column; got {a.shape}")
    if not np.isfinite(a).all():
        raise ValueError(f"{name} contains NaN or infinity")
    return a


def _tangent(net: Sequence[Layer], dnet: Sequence[Layer], name: str) -> Net:
    """Return `dnet` in float64 if it is shaped as `net`."""
    if widths(dnet) != widths(net):
        raise ValueError(f"{name}: need widths {widths(net)}; got {widths(dnet)}")
    return [(np.asarray(V, np.float64), np.asarray(c, np.float64)) for V, c in dnet]


def _labels(y: ArrayLike, n: int, c: int) -> NDArray[np.intp]:
    """Return `y` if it holds n integer labels in 0..c-1."""
    labels = np.asarray(y)
    if labels.shape != (n,) or labels.dtype.kind not in "iu":
        raise ValueError(f"need y ({n},) of integers; got {labels.shape} of {labels.dtype}")
    if labels.min() < 0 or labels.max() >= c:
        raise ValueError(f"labels must lie in 0..{c - 1}")
    return labels.astype(np.intp)


def softmax_cross_entropy(logits: ArrayLike, y: ArrayLike) -> tuple[float, Array]:
    r"""Return $\frac1n\sum_i(\mathrm{lse}(z_i)-z_{i,y_i})$ and its gradient $\frac1n(p-e_y)$.

    $p_i = e^{z_i - \mathrm{lse}(z_i)}$; the maximum of a row is subtracted first, so that both
    are finite whenever the differences of logits are.

    Args:
        logits: z, shape (n, c), n, c >= 1.
        y: integer labels in 0..c-1, shape (n,).

    Raises:
        ValueError: wrong shapes, empty or non-finite logits, labels not integer or out of range.

    >>> loss, d = softmax_cross_entropy([[1e4, -1e4, 0.0]], [1])
    >>> loss, d.tolist()
    (20000.0, [[1.0, -1.0, 0.0]])
    """
    z = _finite(logits, "logits")
    n, c = z.shape
    labels = _labels(y, n, c)
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    rows = np.arange(n)
    d = np.exp(log_p)
    d[rows, labels] -= 1.0
    return float(-log_p[rows, labels].mean()), d / n


def mlp_forward(net: Sequence[Layer], X: ArrayLike) -> tuple[Array, Cache]:
    """Return the logits z_L, shape (n, c), and what `mlp_backward` needs of the way there.

    Args:
        net: layers (W_l, b_l), W_l (out, in), b_l (out,).
        X: finite, shape (n, m_0), n >= 1.

    Raises:
        ValueError: layers or X do not fit together; X is empty or not finite.
    """
    m = widths(net)
    h = _finite(X, "X")
    if h.shape[1] != m[0]:
        raise ValueError(f"X: need {m[0]} columns; got {h.shape[1]}")
    inputs: Cache = []
    for W, b in net:
        h = np.maximum(h, 0.0) if inputs else h
        inputs.append(h)
        h = h @ W.T + b
    return h, inputs


def mlp_backward(
    net: Sequence[Layer], cache: Cache, dlogits: ArrayLike
) -> tuple[list[Layer], Array]:
    r"""Return $\partial\langle\delta_L, z_L\rangle$ by $W_l, b_l$ and X, for δ_L = `dlogits`.

    $$\partial_{W_l} = \delta_l^\top h_{l-1},\quad \partial_{b_l} = \delta_l^\top 1,\quad
    \delta_{l-1} = (\delta_l W_l)\odot 1[z_{l-1}>0],\quad \partial_X = \delta_1 W_1.$$

    Args:
        net: as in `mlp_forward`.
        cache: what `mlp_forward` returned for this net.
        dlogits: δ_L, shape (n, c).

    Raises:
        ValueError: `dlogits` is not shaped as the logits.
    """
    n, c = len(cache[0]), widths(net)[-1]
    delta = _finite(dlogits, "dlogits", (n, c))
    grads: list[Layer] = []
    for l in reversed(range(len(net))):
        grads.append((delta.T @ cache[l], delta.sum(axis=0)))
        delta = delta @ net[l][0]
        if l > 0:
            delta = delta * (cache[l] > 0)
    return grads[::-1], delta


def jvp(net: Sequence[Layer], X: ArrayLike, dnet: Sequence[Layer]) -> Array:
    r"""Return $J\dot\theta$, shape (n, c): the derivative of the logits in direction `dnet`.

    $\dot z_l = \dot h_{l-1}W_l^\top + h_{l-1}\dot W_l^\top + \dot b_l$ and
    $\dot h_l = 1[z_l>0]\odot\dot z_l$, with $\dot h_0 = 0$.

    Raises:
        ValueError: as `mlp_forward`, or `dnet` is not shaped as `net`.
    """
    _, inputs = mlp_forward(net, X)
    dz = np.zeros((len(inputs[0]), 1))
    for l, ((W, _), (V, c)) in enumerate(
        zip(net, _tangent(net, dnet, "dnet"), strict=True)
    ):
        dh = dz * (inputs[l] > 0) if l > 0 else np.zeros_like(inputs[0])
        dz = dh @ W.T + inputs[l] @ V.T + c
    return dz


def vjp(net: Sequence[Layer], X: ArrayLike, v: ArrayLike) -> list[Layer]:
    r"""Return $J^\top v$, shaped as `net`: the gradient of $\langle v, z_L\rangle$ in θ.

    Raises:
        ValueError: as `mlp_forward`, or `v` is not shaped as the logits.
    """
    _, inputs = mlp_forward(net, X)
    return mlp_backward(net, inputs, v)[0]


def hvp(
    net: Sequence[Layer], X: ArrayLike, y: ArrayLike, v: Sequence[Layer]
) -> list[Layer]:
    r"""Return $\nabla^2\mathcal L(\theta)\,v$ for the mean cross entropy $\mathcal L$ of the net.

    Forward over reverse (Pearlmutter 1994): differentiate every line of forward and backward
    in direction v = ((V_l, c_l)). With dots for these derivatives,

    $$\dot\delta_L = \tfrac1n\,(p\odot\dot z - p\,\langle p,\dot z\rangle),\quad
    \dot\partial_{W_l} = \dot\delta_l^\top h_{l-1} + \delta_l^\top\dot h_{l-1},\quad
    \dot\delta_{l-1} = (\dot\delta_l W_l + \delta_l V_l)\odot 1[z_{l-1}>0].$$

    Args:
        net: as in `mlp_forward`.
        X: shape (n, m_0).
        y: integer labels, shape (n,).
        v: direction, shaped as `net`; so is the result.

    Raises:
        ValueError: as `mlp_forward` and `softmax_cross_entropy`, or `v` is not shaped as `net`.
    """
    z, inputs = mlp_forward(net, X)
    direction = _tangent(net, v, "v")
    n = len(z)
    _, delta = softmax_cross_entropy(z, y)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)

    tangents = [np.zeros_like(inputs[0])]
    for l, ((W, _), (V, c)) in enumerate(zip(net, direction, strict=True)):
        dz = tangents[l] @ W.T + inputs[l] @ V.T + c
        if l + 1 < len(net):
            tangents.append(dz * (inputs[l + 1] > 0))
    ddelta = p * (dz - (p * dz).sum(axis=1, keepdims=True)) / n

    out: list[Layer] = []
    for l in reversed(range(len(net))):
        out.append((ddelta.T @ inputs[l] + delta.T @ tangents[l], ddelta.sum(axis=0)))
        if l > 0:
            on = inputs[l] > 0
            W, V = net[l][0], direction[l][0]
            ddelta = (ddelta @ W + delta @ V) * on
            delta = (delta @ W) * on
    return out[::-1]
