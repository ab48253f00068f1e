r"""Optimisation and stochastic gradient descent: reference functions and the sheet.

Setting. $f: R^d \to R$ is seen through an oracle for its gradient, ``grad(x) -> (d,)``, exact
or noisy. A trajectory is an array (n + 1, d) whose row k is $x_k$, row 0 the start. Steps are
counted from k = 0 (gradient descent, momentum) or t = 1 (Adam, for its bias correction).

Symbols. L smoothness, mu strong convexity, G bound on (sub)gradients, R = |x_0 - x*|, eta step
size, $\bar x_T = (x_0 + ... + x_{T-1}) / T$.

Sources. Bach, Learning Theory from First Principles, ch. 5; Nesterov, Lectures on Convex
Optimization, 1.2, 2.1, 3.2; Drori and Teboulle 2014 (the exact rate of gradient descent);
Kingma and Ba 2015 (Adam); Reddi, Kale and Kumar 2018 (its failure, AMSGrad).
"""

from course_lib.topics.t06_stochastic_gradient_descent.methods import (
    LAMS,
    adam,
    adam_on_sequence,
    averaged_sgd,
    gradient_descent,
    mean_square_of_average,
    minibatches,
    plateau,
    sgd_momentum,
    sgd_quadratic_moments,
)
from course_lib.topics.t06_stochastic_gradient_descent.sheet import (
    TOPIC,
    Variant,
    answers,
    draw,
    statement,
)

__all__ = [
    "LAMS",
    "TOPIC",
    "Variant",
    "adam",
    "adam_on_sequence",
    "answers",
    "averaged_sgd",
    "draw",
    "gradient_descent",
    "mean_square_of_average",
    "minibatches",
    "plateau",
    "sgd_momentum",
    "sgd_quadratic_moments",
    "statement",
]
