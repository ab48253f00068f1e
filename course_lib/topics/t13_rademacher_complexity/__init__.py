r"""Rademacher complexity: finite and linear classes, contraction, deep nets, generalisation.

Setting
-------
A class of functions seen on a sample x_1..x_n is the set of its value vectors
$a = (f(x_1), …, f(x_n))$, the rows of a matrix ``A`` of shape (N, n). With independent signs
$σ_i$, uniform on {-1, 1}, its empirical Rademacher complexity is

$$\hat R(A) = \frac1n E_σ \max_{a∈A} σ·a ,$$

without absolute value (``absolute=False``); with it, $\frac1n E_σ \max_a |σ·a|$.

======  =======================================================================
n, N    points of the sample; functions of the class
X       sample, shape (n, d), one point a row
B       radius: norm of the weights, or (deep nets) largest norm of a point
p, q    exponent of the norm of the weights, 1 or 2, and its dual, ∞ or 2
φ, L    a function R -> R and a Lipschitz constant of it
======  =======================================================================

Sources: Massart's finite class lemma, contraction lemma, complexity of linear classes
(Shalev-Shwartz, Ben-David, *Understanding Machine Learning*, ch. 26); one-sided bound with
the empirical complexity (Mohri, Rostamizadeh, Talwalkar, *Foundations of Machine Learning*,
ch. 3); size-independent bound for deep nets (Golowich, Rakhlin, Shamir 2018); best constant
in the Khinchin-Kahane inequality (Latała, Oleszkiewicz 1994).
"""

from course_lib.topics.t13_rademacher_complexity.bounds import (
    contract,
    contraction_counterexample,
    contraction_holds,
    golowich_bound,
    rad_vs_n,
    risk_bound,
)
from course_lib.topics.t13_rademacher_complexity.complexity import (
    massart_bound,
    mean_abs_sum,
    rademacher_exact,
    rademacher_linear,
    rademacher_mc,
)
from course_lib.topics.t13_rademacher_complexity.sheet import (
    TOPIC,
    Variant,
    answers,
    draw,
    statement,
)

__all__ = [
    "TOPIC",
    "Variant",
    "answers",
    "contract",
    "contraction_counterexample",
    "contraction_holds",
    "draw",
    "golowich_bound",
    "massart_bound",
    "mean_abs_sum",
    "rad_vs_n",
    "rademacher_exact",
    "rademacher_linear",
    "rademacher_mc",
    "risk_bound",
    "statement",
]
