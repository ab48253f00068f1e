r"""Topic 7. Backpropagation: derivatives as adjoints, and what they cost.

A ReLU net (see `course_lib.nets`) maps parameters θ and a batch X of shape (n, m_0) to logits
$z_L$ of shape (n, c). With $J$ the Jacobian of $\theta \mapsto z_L$, forward mode computes
$J\dot\theta$, reverse mode $J^\top v$; either costs a small multiple of the evaluation itself
(cheap gradient principle), whatever the number of parameters or outputs.

Symbols: ``L`` layers, ``m_l`` widths, ``c = m_L`` classes, ``h_l`` layer outputs, ``z_l``
preactivations, ``δ_l`` the derivative by z_l, rows are samples.

Sources: A. Griewank and A. Walther, *Evaluating Derivatives*, SIAM, ch. 3-4; P. Petersen and
J. Zech, *Mathematical theory of deep learning*, chapter on training; B. Pearlmutter, *Fast
exact multiplication by the Hessian*, Neural Computation 1994.

`calculus` holds the matrix functions, `scalar` the graph of scalars, `differences` the
experiment, `sheet` the variants and the points.
"""

from course_lib.topics.t07_backpropagation.calculus import (
    hvp,
    jvp,
    mlp_backward,
    mlp_forward,
    softmax_cross_entropy,
    vjp,
)
from course_lib.topics.t07_backpropagation.differences import (
    TANH_DIRECTION,
    TANH_INPUT,
    TANH_NET,
    along,
    grad_check_curve,
    slope,
)
from course_lib.topics.t07_backpropagation.scalar import Scalar
from course_lib.topics.t07_backpropagation.sheet import (
    TOPIC,
    Variant,
    answers,
    draw,
    statement,
)

__all__ = [
    "TANH_DIRECTION",
    "TANH_INPUT",
    "TANH_NET",
    "TOPIC",
    "Scalar",
    "Variant",
    "along",
    "answers",
    "draw",
    "grad_check_curve",
    "hvp",
    "jvp",
    "mlp_backward",
    "mlp_forward",
    "slope",
    "softmax_cross_entropy",
    "statement",
    "vjp",
]
