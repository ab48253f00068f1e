r"""Difference quotients against the exact derivative, on one small tanh net.

The weights of a fixed net 2-3-2-1 move along a line, θ(t) = ``TANH_NET`` + t ``TANH_DIRECTION``,
and g(t) is its output at ``TANH_INPUT``. Three quotients approximate g'(0):

$$\frac{g(\varepsilon)-g(0)}{\varepsilon},\qquad
\frac{g(\varepsilon)-g(-\varepsilon)}{2\varepsilon},\qquad
\frac{\operatorname{Im} g(i\varepsilon)}{\varepsilon}.$$

By Taylor's theorem their truncation errors are ε g''/2, ε² g'''/6 and -ε² g'''/6 to leading
order. The first two add a rounding error of order u |g| / ε, u = 2^-53; the third subtracts
nothing and has none.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course_lib.nets import Array, Net

TANH_NET: Net = [
    (
        np.array([[-1.125, 1.0], [0.5, -0.375], [-1.25, 0.625]]),
        np.array([-0.5, 1.125, -0.5]),
    ),
    (np.array([[0.5, -1.0, 0.125], [-1.375, 0.875, -1.25]]), np.array([0.625, 0.875])),
    (np.array([[-0.125, 0.875]]), np.array([0.25])),
]
TANH_DIRECTION: Net = [
    (np.array([[1.125, 0.75], [1.25, -1.375], [-1.5, 0.5]]), np.array([0.75, 0.75, 1.0])),
    (np.array([[-0.375, 1.0, 0.0], [-1.0, -0.875, 0.875]]), np.array([0.5, 1.125])),
    (np.array([[1.5, 0.875]]), np.array([-0.625])),
]
TANH_INPUT: Array = np.array([1.0, -0.5])


def along(t: complex) -> Any:
    """Return g(t): the output of the net with weights ``TANH_NET + t * TANH_DIRECTION``.

    The hidden layers apply tanh, the last one is affine; t may be complex.
    """
    h: Any = TANH_INPUT
    for l, ((W, b), (V, c)) in enumerate(zip(TANH_NET, TANH_DIRECTION, strict=True)):
        z = (W + t * V) @ h + (b + t * c)
        h = np.tanh(z) if l + 1 < len(TANH_NET) else z
    return h[0]


def slope() -> float:
    """Return g'(0), by forward mode: dh = (1 - h^2) dz."""
    h, dh = TANH_INPUT, np.zeros(2)
    for l, ((W, b), (V, c)) in enumerate(zip(TANH_NET, TANH_DIRECTION, strict=True)):
        z, dz = W @ h + b, W @ dh + V @ h + c
        last = l + 1 == len(TANH_NET)
        h, dh = (z, dz) if last else (np.tanh(z), (1.0 - np.tanh(z) ** 2) * dz)
    return float(dh[0])


def grad_check_curve(eps: ArrayLike) -> Array:
    """Return the relative errors of the three quotients at each step, shape (3, k).

    Args:
        eps: positive finite steps, shape (k,), k >= 1.

    Returns:
        Rows |quotient - g'(0)| / |g'(0)|: forward, central, complex step.

    Raises:
        ValueError: `eps` is not a non-empty vector of positive finite numbers.
    """
    steps = np.asarray(eps, dtype=np.float64)
    if steps.ndim != 1 or steps.size == 0:
        raise ValueError(f"eps: need shape (k,), k >= 1; got {steps.shape}")
    if not (np.isfinite(steps) & (steps > 0)).all():
        raise ValueError("eps: steps must be positive and finite")
    quotients = [
        (
            (along(e) - along(0.0)) / e,
            (along(e) - along(-e)) / (2.0 * e),
            along(1j * e).imag / e,
        )
        for e in steps
    ]
    exact = slope()
    return np.asarray(np.abs(np.array(quotients).T / exact - 1.0))
