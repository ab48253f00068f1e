r"""Topic 1. Universal approximation: nets of one hidden layer are dense, and how fast.

Setting. A net (see `course_lib.nets`) with one hidden layer maps $x \in R^d$ to
$c + \sum_j a_j \sigma(w_j \cdot x + b_j)$. In one dimension a ReLU net is a continuous piecewise
linear function with a kink at $-b_j / w_j$ for each unit, so that interpolation at knots can be
written down, and its error is known: L/(2n) for L-Lipschitz functions on n cells of [0, 1],
$M/(8n^2)$ for $|f''| \le M$. In R^d boxes can be built with two hidden layers; one suffices
exactly if σ is not a polynomial.

Symbols: ``m`` knots ``x``, values ``y``, slopes $s_k$, jumps $a_k = s_k - s_{k-1}$; ``n`` cells;
``L`` Lipschitz constant, ``eps`` accuracy; ``q`` queries; Φ the matrix of features.

Sources: M. Telgarsky, *Deep learning theory lecture notes*, chapter on universal approximation
(univariate steps, boxes, Stone-Weierstrass as in Hornik, Stinchcombe, White 1989); P. Petersen
and J. Zech, *Mathematical theory of deep learning*, chapter on universal approximation;
M. Leshno, V. Lin, A. Pinkus, S. Schocken, *Multilayer feedforward networks with a nonpolynomial
activation function can approximate any function*, Neural Networks 1993; J. Traub and
H. Wozniakowski, *A general theory of optimal algorithms* (the consistent-answers adversary).

`interpolation` holds nets in one dimension and their distance, `lipschitz` the approximation
from queries with its adversary, `density` bumps, ranks and monomials, `sheet` variants and points.
"""

from course_lib.topics.t01_universal_approximation.density import (
    box_bump,
    feature_rank,
    features,
    monomial_net,
)
from course_lib.topics.t01_universal_approximation.interpolation import (
    interpolate,
    jumps,
    relu_interpolant,
    sup_distance,
    uat_rates,
)
from course_lib.topics.t01_universal_approximation.lipschitz import (
    LipschitzAdversary,
    approximate_lipschitz,
    budget,
    worst_case_error,
)
from course_lib.topics.t01_universal_approximation.sheet import (
    TOPIC,
    Variant,
    answers,
    draw,
    statement,
)

__all__ = [
    "TOPIC",
    "LipschitzAdversary",
    "Variant",
    "answers",
    "approximate_lipschitz",
    "box_bump",
    "budget",
    "draw",
    "feature_rank",
    "features",
    "interpolate",
    "jumps",
    "monomial_net",
    "relu_interpolant",
    "statement",
    "sup_distance",
    "uat_rates",
    "worst_case_error",
]
