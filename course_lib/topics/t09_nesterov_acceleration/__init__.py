r"""Nesterov acceleration: reference functions and the sheet.

Setting. $f: R^d \to R$ is convex and L-smooth (mu-strongly convex where it says so) and is seen
through an oracle for its gradient, ``grad(x) -> (d,)``. A trajectory is an array (n + 1, d)
whose row k is $x_k$, row 0 the start. A momentum method asks for the gradient at
$y_k = x_k + \beta_k (x_k - x_{k-1})$, $y_0 = x_0$, and steps to $x_{k+1} = y_k - \nabla f(y_k)/L$.

Symbols. kappa = L / mu, R = |x_0 - x*|, beta_k momentum coefficient, t_k with $t_0 = 1$ and
$t_k^2 - t_k = t_{k-1}^2$. The worst quadratic is $f(x) = x^T Q x / 2 - b^T x$.

Sources. Nesterov, Lectures on Convex Optimization, 2.1.2 (lower bound), 2.2 (optimal methods);
Beck and Teboulle 2009 (the schedule t_k); Lessard, Recht and Packard 2016 (heavy ball cycles);
d'Aspremont, Scieur and Taylor, Acceleration Methods (2021); Bach, Learning Theory from First
Principles, ch. 5.
"""

from course_lib.topics.t09_nesterov_acceleration.methods import (
    CYCLE,
    DIMENSION,
    SCHEDULES,
    agd,
    agd_strong,
    heavy_ball,
    iteration_radius,
    lookaheads,
    rates,
    ratio_of_roots,
    times,
    worst_gap,
    worst_minimiser,
    worst_quadratic,
    zigzag,
)
from course_lib.topics.t09_nesterov_acceleration.sheet import (
    TOPIC,
    Variant,
    answers,
    draw,
    statement,
)

__all__ = [
    "CYCLE",
    "DIMENSION",
    "SCHEDULES",
    "TOPIC",
    "Variant",
    "agd",
    "agd_strong",
    "answers",
    "draw",
    "heavy_ball",
    "iteration_radius",
    "lookaheads",
    "rates",
    "ratio_of_roots",
    "statement",
    "times",
    "worst_gap",
    "worst_minimiser",
    "worst_quadratic",
    "zigzag",
]
