r"""The neural tangent kernel: Jacobians, infinite width, kernel flow, lazy training.

Setting
-------
A model f(θ) with values in R^n (one number for each training point), θ in R^p and Jacobian J(θ)
of shape (n, p) has the tangent kernel $Θ(θ) = J J^\top$. Gradient flow on $\frac12‖f - y‖^2$ moves
the values by $\dot f = -Θ (f - y)$.

* Finite width: $f(x) = m^{-1/2} \sum_k a_k \mathrm{relu}(w_k·x)$, both layers trained.
* Infinite width, ``depth`` hidden layers: every layer maps h to
  $σ_w m^{-1/2} W \mathrm{relu}(h) + σ_b b$ with standard Gaussian W and b, all trained
  (the parametrisation of Jacot, Gabriel, Hongler). The first layer divides by the number d of
  inputs: $K^0 = σ_b^2 + σ_w^2 X Z^\top/d$.

=========  ====================================================================
X, Z       inputs, shapes (n, d) and (k, d), one point a row
K, Θ       kernel of the Gaussian process and tangent kernel, shape (n, k)
a, W       outer weights (m,), inner weights (m, d)
y, f       targets and values, shape (n,)
η, t       learning rate and time
=========  ====================================================================

Sources: Jacot, Gabriel, Hongler 2018; Arora, Du, Hu, Li, Salakhutdinov, Wang 2019, *On exact
computation with an infinitely wide neural net* (recursion); Cho, Saul 2009 (arc-cosine
kernels); Lee et al. 2019, *Wide neural networks of any depth evolve as linear models*; Du, Zhai,
Poczos, Singh 2019; Chizat, Oyallon, Bach 2019 (laziness, symmetric initialisation).
"""

from course_lib.kernels import nngp_kernel, relu_moments
from course_lib.topics.t05_neural_tangent_kernel.flow import (
    kernel_flow,
    kernel_gd,
    max_stable_step,
)
from course_lib.topics.t05_neural_tangent_kernel.kernels import (
    empirical_ntk,
    ntk,
)
from course_lib.topics.t05_neural_tangent_kernel.lazy import (
    LABELS,
    PENTAGON,
    lazy_prediction,
    ntk_drift,
)
from course_lib.topics.t05_neural_tangent_kernel.linear import (
    Model,
    linearize,
    ring_net,
    tanh_net,
)
from course_lib.topics.t05_neural_tangent_kernel.sheet import (
    TOPIC,
    Variant,
    answers,
    draw,
    statement,
)

__all__ = [
    "LABELS",
    "PENTAGON",
    "TOPIC",
    "Model",
    "Variant",
    "answers",
    "draw",
    "empirical_ntk",
    "kernel_flow",
    "kernel_gd",
    "lazy_prediction",
    "linearize",
    "max_stable_step",
    "nngp_kernel",
    "ntk",
    "ntk_drift",
    "relu_moments",
    "ring_net",
    "statement",
    "tanh_net",
]
