r"""Linearisation of a model in its parameters, and two models whose derivatives are known.

The models are given here with their value, J δ and $J^\top u$ in closed form, in numpy. Students
differentiate the same models in torch.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course_lib.inputs import Array, finite, require_count


@dataclass(frozen=True)
class Model:
    """A model with p parameters and n values, and its derivatives."""

    p: int
    n: int
    value: Callable[[Array], Array]
    """θ -> f(θ), shape (n,)."""
    jvp: Callable[[Array, Array], Array]
    """(θ, δ) -> J(θ) δ, shape (n,)."""
    vjp: Callable[[Array, Array], Array]
    """(θ, u) -> J(θ)^T u, shape (p,)."""


def tanh_net(X: ArrayLike, m: int) -> Model:
    r"""Return $θ ↦ m^{-1/2} \sum_k a_k \tanh(w_k·x_i + b_k)$, θ = (W by rows, b, a).

    Args:
        X: inputs, shape (n, d).
        m: width; p = m(d + 2).

    Raises:
        ValueError: `X` is not a nonempty finite matrix, or m < 1.
    """
    x = finite(X, "X", 2)
    require_count("m", m, 1)
    d = x.shape[1]

    def parts(θ: Array) -> tuple[Array, Array, Array]:
        return θ[: m * d].reshape(m, d), θ[m * d : m * (d + 1)], θ[m * (d + 1) :]

    def hidden(θ: Array) -> tuple[Array, Array]:
        W, b, a = parts(θ)
        return np.tanh(x @ W.T + b), a

    def value(θ: Array) -> Array:
        h, a = hidden(θ)
        return np.asarray(h @ a / np.sqrt(m))

    def jvp(θ: Array, δ: Array) -> Array:
        h, a = hidden(θ)
        dW, db, da = parts(δ)
        inner = (1 - h * h) * (x @ dW.T + db)
        return np.asarray((inner @ a + h @ da) / np.sqrt(m))

    def vjp(θ: Array, u: Array) -> Array:
        h, a = hidden(θ)
        back = u[:, None] * (1 - h * h) * a
        parts_of_it = [(back.T @ x).ravel(), back.sum(axis=0), u @ h]
        return np.asarray(np.concatenate(parts_of_it) / np.sqrt(m))

    return Model(m * (d + 2), len(x), value, jvp, vjp)


def ring_net(x: ArrayLike) -> Model:
    r"""Return $θ ↦ \tanh(x_i θ_i + x_{i+1} θ_{i+1})$, indices modulo n; p = n.

    A layer with local connections: J has 2n nonzero entries out of n².

    Raises:
        ValueError: `x` is not a nonempty finite vector.
    """
    scale = finite(x, "x", 1)

    def value(θ: Array) -> Array:
        s = scale * θ
        return np.asarray(np.tanh(s + np.roll(s, -1)))

    def jvp(θ: Array, δ: Array) -> Array:
        s = scale * δ
        return np.asarray((1 - value(θ) ** 2) * (s + np.roll(s, -1)))

    def vjp(θ: Array, u: Array) -> Array:
        s = (1 - value(θ) ** 2) * u
        return np.asarray(scale * (s + np.roll(s, 1)))

    return Model(len(scale), len(scale), value, jvp, vjp)


def linearize(f: Callable[[Any], Any], theta0: Any) -> Callable[[Any], Any]:
    r"""Return g with $g(δ) = f(θ_0) + J(θ_0) δ$, by forward mode; J is never formed.

    Args:
        f: torch function from parameters (p,) to values (n,).
        theta0: tensor (p,); g keeps a copy.

    Raises:
        ValueError: `theta0` is not a vector of finite numbers; of g: δ is not one of shape (p,).
    """
    import torch  # the only torch of this topic; hidden tests start without it

    def checked(v: Any, name: str) -> Any:
        if v.ndim != 1 or v.numel() == 0 or not torch.isfinite(v).all():
            raise ValueError(f"{name} must be a vector of finite numbers")
        return v.detach().clone()

    point = checked(theta0, "theta0")

    def g(delta: Any) -> Any:
        direction = checked(delta, "delta")
        if direction.shape != point.shape:
            raise ValueError(f"delta must have {len(point)} entries")
        both = torch.func.jvp(f, (point,), (direction,))
        return both[0] + both[1]

    return g
