"""Products of matrices: gradient descent on the factors, and what it preserves."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from course_lib.inputs import Array, finite, require_count, require_positive
from course_lib.topics.t12_implicit_bias.inputs import factors


def deep_linear_gd(
    Ws: Sequence[ArrayLike], X: ArrayLike, Y: ArrayLike, eta: float, n: int
) -> list[Array]:
    r"""Return the factors after n steps of gradient descent on all of them at once.

    The loss is $\frac12‖X W_1^T ⋯ W_L^T - Y‖_F^2$. With $G = (XP^T - Y)^T X$, the gradient
    with respect to the product $P = W_L ⋯ W_1$, that of a factor is
    $(W_L ⋯ W_{l+1})^T G (W_{l-1} ⋯ W_1)^T$.

    Args:
        Ws: $W_l$ of shape $(d_l, d_{l-1})$, L >= 1.
        X: shape (n_samples, d_0).
        Y: shape (n_samples, d_L).
        eta: η > 0.
        n: number of steps, n >= 0.

    Raises:
        ValueError: shapes that do not fit, empty, NaN or infinite; η <= 0; n < 0.

    Source: Arora, Cohen, Hazan 2018.
    """
    now = factors(Ws)
    x, target = finite(X, "X", 2), finite(Y, "Y", 2)
    if (x.shape[1], target.shape[1]) != (now[0].shape[1], now[-1].shape[0]):
        raise ValueError("the outer widths of the factors must be those of X and Y")
    if len(x) != len(target):
        raise ValueError(f"X and Y need as many rows; got {len(x)} and {len(target)}")
    require_positive(eta=eta)
    for _ in range(require_count("n", n, 0)):
        now = [W - eta * G for W, G in zip(now, _gradients(now, x, target), strict=True)]
    return now


def _gradients(Ws: Sequence[Array], x: Array, target: Array) -> list[Array]:
    """Backpropagate the residual; hidden activations are rows."""
    inputs = [x]
    for W in Ws:
        inputs.append(inputs[-1] @ W.T)
    delta = inputs.pop() - target
    out = []
    for W, H in zip(reversed(Ws), reversed(inputs), strict=True):
        out.append(delta.T @ H)
        delta = delta @ W
    return out[::-1]


def imbalance(Ws: Sequence[ArrayLike]) -> list[Array]:
    r"""Return $[W_{l+1}^T W_{l+1} - W_l W_l^T]_{l = 1, …, L-1}$, shapes $(d_l, d_l)$.

    The gradient flow of any loss of the product preserves each of these matrices; a step of
    gradient descent changes it by $η^2(G_{l+1}^T G_{l+1} - G_l G_l^T)$ only.

    Raises:
        ValueError: no factor, widths that do not fit, NaN or infinite.

    Sources: Arora, Cohen, Hazan 2018; Du, Hu, Lee 2018.
    """
    Ws_ = factors(Ws)
    return [np.asarray(above.T @ above - below @ below.T) for below, above in pairwise(Ws_)]
