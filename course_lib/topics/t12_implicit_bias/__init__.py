r"""Implicit bias: which interpolant, which separator an algorithm picks.

Setting
-------
Least squares: a matrix X, shape (n_samples, d), and y, shape (n_samples,). Many w solve Xw = y;
which one is found depends on the algorithm and on its start. Classification: points $x_i$ with
labels $y_i$ in {-1, 1}, no bias, margins $m_i = y_i w·x_i$; if the points are separable the
loss has no minimiser, and the *direction* of $w_t$ is what is chosen.

======  =======================================================================
w_0     start; w_t iterate after t steps of size η
X^+     pseudoinverse
α       size of the start of u and v in w = u² - v²; small α: sparse w
γ       largest margin, $\max_{‖w‖≤1}\min_i m_i$; ŵ the SVM vector, ‖ŵ‖ = 1/γ
W_l     factor of a product W_L ⋯ W_1, shape (d_l, d_{l-1})
======  =======================================================================

Sources: Soudry, Hoffer, Nacson, Gunasekar, Srebro 2018 (direction of the logistic loss, rate
1/ln t); Gunasekar, Lee, Soudry, Srebro 2018 (steepest descent); Woodworth et al. 2020
(hypentropy, Theorem 1); Ji, Telgarsky 2019 and 2021 (normalised steps); Telgarsky, *Deep learning
theory*, ch. 10; Arora, Cohen, Hazan 2018 and Du, Hu, Lee 2018 (balanced factors); Lyu, Li 2020.
"""

from course_lib.topics.t12_implicit_bias.interpolants import (
    bias_vs_alpha,
    gd_limit,
    hypentropy,
    hypentropy_interpolant,
    least_l1_norm,
)
from course_lib.topics.t12_implicit_bias.products import deep_linear_gd, imbalance
from course_lib.topics.t12_implicit_bias.separators import (
    angle,
    angle_vs_t,
    largest_margin,
    logistic_gd,
    logistic_loss,
    steepest_descent,
    svm_direction,
)
from course_lib.topics.t12_implicit_bias.sheet import (
    TOPIC,
    Variant,
    answers,
    draw,
    statement,
)

__all__ = [
    "TOPIC",
    "Variant",
    "angle",
    "angle_vs_t",
    "answers",
    "bias_vs_alpha",
    "deep_linear_gd",
    "draw",
    "gd_limit",
    "hypentropy",
    "hypentropy_interpolant",
    "imbalance",
    "largest_margin",
    "least_l1_norm",
    "logistic_gd",
    "logistic_loss",
    "statement",
    "steepest_descent",
    "svm_direction",
]
