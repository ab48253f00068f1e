r"""Approximation of a Lipschitz function that is known by its answers alone.

After queries $(q_i, y_i)$ the values that some L-Lipschitz function with these answers takes at
t fill the interval $[\ell(t), U(t)]$,

$$U(t) = \min_i (y_i + L|t - q_i|), \qquad \ell(t) = \max_i (y_i - L|t - q_i|)$$

(McShane 1934), so whoever answers g(t) errs by $\max(U - g, g - \ell)$ in the worst case.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_lib.nets import Net, relu_net
from course_lib.oracles import Adversary, OracleMisused
from course_lib.topics.t01_universal_approximation.interpolation import (
    kinks,
    one_hidden_layer,
    relu_interpolant,
)

Array = NDArray[np.float64]

ROUNDING = 1e-9
"""A query this far outside [0, 1] is meant to be 0 or 1."""


def budget(L: float, eps: float) -> int:
    r"""Return $\lceil L/(2\varepsilon)\rceil + 1$: the calls and the hidden units allowed."""
    return math.ceil(L / (2 * eps)) + 1


def approximate_lipschitz(f: Callable[[float], float], L: float, eps: float) -> Net:
    r"""Return a net within eps on [0, 1] of every L-Lipschitz function that answers as f does.

    Interpolation on $n = \lceil L/(2\varepsilon)\rceil$ equal cells errs by at most
    $L/(2n) \le \varepsilon$: two values that differ by d leave the worst case
    $(Lh - d)(Lh + d)/(2Lh) \le Lh/2$ in a cell of length h.

    Args:
        f: oracle on [0, 1], a number in, a number out.
        L: Lipschitz constant, L >= 0; L = 0 gives a constant net of one unit.
        eps: accuracy, eps > 0.

    Raises:
        ValueError: L or eps out of range or not finite.
    """
    if not (math.isfinite(L) and L >= 0 and math.isfinite(eps) and eps > 0):
        raise ValueError(f"need L >= 0 and eps > 0, both finite; got {L} and {eps}")
    if L == 0:
        return [(np.zeros((1, 1)), np.zeros(1)), (np.zeros((1, 1)), np.array([f(0.0)]))]
    n = math.ceil(L / (2 * eps))
    q = np.arange(n + 1) / n
    return relu_interpolant(q, [f(float(t)) for t in q])


def worst_case_error(net: Net, q: ArrayLike, y: ArrayLike, L: float) -> float:
    r"""Return $\sup_{[0,1]} \max(U - \mathrm{net}, \mathrm{net} - \ell)$; inf without answers.

    All three functions are piecewise linear. Between neighbours q < r with answers y, z the
    two cones of U meet at $(q + r)/2 + (z - y)/(2L)$, those of ℓ at the same minus sign.

    Args:
        net: one hidden layer, one input, one output.
        q: queries in [0, 1], shape (n,), in any order, also repeated.
        y: answers, shape (n,), consistent with L.
        L: Lipschitz constant.
    """
    net = one_hidden_layer(net)
    q, first = np.unique(np.asarray(q, dtype=np.float64), return_index=True)
    y = np.asarray(y, dtype=np.float64)[first]
    if q.size == 0:
        return math.inf
    middle, lean = (
        (q[1:] + q[:-1]) / 2,
        np.diff(y) / (2 * L) if L > 0 else np.zeros(q.size - 1),
    )
    t = np.concatenate([[0.0, 1.0], q, middle + lean, middle - lean, kinks(net)])
    t = t[(t >= 0) & (t <= 1)]
    cone = L * np.abs(t[:, None] - q)
    upper, lower = (y + cone).min(axis=1), (y - cone).max(axis=1)
    got = relu_net(net, t[:, None])[:, 0]
    return float(np.maximum(upper - got, got - lower).max())


class LipschitzAdversary(Adversary):
    """Answers queries in [0, 1] as some L-Lipschitz function would, as unkindly as it can.

    Args:
        L: Lipschitz constant.
        answer_between: ``(low, high, t) -> answer`` chooses from what is still possible at the
            t-th query, t = 0, 1, ...; the first answer is `start`.
        start: the first answer.
        budget: number of queries answered.
        name: what to call it.

    >>> f = LipschitzAdversary(2.0, lambda low, high, t: high)
    >>> f(0.0), f(1.0), f(0.5), f.inconsistency()
    (0.0, 2.0, 1.0, 0.0)
    """

    def __init__(
        self,
        L: float,
        answer_between: Callable[[float, float, int], float],
        *,
        start: float = 0.0,
        budget: int | None = None,
        name: str = "f",
    ) -> None:
        super().__init__(shape=(), budget=budget, name=name)
        self.L = L
        self.answer_between = answer_between
        self.start = start

    @property
    def points(self) -> Array:
        """The queries, those a rounding error outside [0, 1] moved into it."""
        return np.clip(self.queries, 0.0, 1.0)

    def answer(self, x: Any) -> float:
        """Return an answer between the least and the largest that is still possible at x."""
        t = within_the_interval(float(x))
        if self.calls == 0:
            return self.start
        cone = self.L * np.abs(self.points - t)
        values = np.array(self.answers)
        low, high = float((values - cone).max()), float((values + cone).min())
        return min(max(self.answer_between(low, high, self.calls), low), high)

    def function(self) -> Callable[[Any], float]:
        """Return the largest L-Lipschitz function with these answers."""
        points, values = self.points, np.array(self.answers)
        return lambda t: float(
            (values + self.L * np.abs(points - np.clip(t, 0.0, 1.0))).min()
        )


def within_the_interval(t: float) -> float:
    """Return t, moved into [0, 1] if it is a rounding error outside.

    Raises:
        OracleMisused: t lies outside.
    """
    if not -ROUNDING <= t <= 1 + ROUNDING:
        raise OracleMisused("f was asked outside [0, 1], where it is not defined")
    return min(max(t, 0.0), 1.0)
