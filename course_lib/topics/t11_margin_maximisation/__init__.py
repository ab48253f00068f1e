r"""Margin maximisation: perceptron, hard margins with certificates, other norms, homogeneous nets.

Setting
-------
Points $x_1, …, x_n ∈ R^d$ have labels $y_i ∈ \{-1, 1\}$. The hyperplane $w·x + b = 0$ has the
geometric margin

$$γ(w, b) = \min_i \frac{y_i(w·x_i + b)}{‖w‖} ,$$

and the points are separable if some hyperplane has a positive one.

======  ===========================================================================
X, y    points, shape (n, d), one a row; labels, shape (n,)
w, b    normal vector, shape (d,); offset
α       multipliers of the constraints $y_i(w·x_i + b) ≥ 1$, shape (n,)
γ       margin; $γ_p$ the largest one over $‖w‖_p ≤ 1$ without offset
R       largest Euclidean norm of a point
u       unit vector that separates with margin γ
θ, L    parameters of a net that is homogeneous in them, and its degree
======  ===========================================================================

Sources: perceptron mistake bound (Novikoff 1962); hard margins and duality (Shalev-Shwartz,
Ben-David, *Understanding Machine Learning*, ch. 9, 15; Mohri, Rostamizadeh, Talwalkar,
*Foundations of Machine Learning*, ch. 5, 8, 9); nearest point of a polytope (Wolfe 1976);
margins of homogeneous nets (Lyu and Li 2020; Telgarsky, *Deep learning theory*, margin
maximisation); multiclass margins of nets (Bartlett, Foster, Telgarsky 2017).
"""

from course_lib.topics.t11_margin_maximisation.margins import (
    geometric_margin,
    multiclass_margins,
    smoothed_margin,
)
from course_lib.topics.t11_margin_maximisation.perceptron import (
    NotSeparable,
    margin_vs_updates,
    perceptron,
)
from course_lib.topics.t11_margin_maximisation.separation import (
    hard_margin_svm,
    largest_margin_through_zero,
    max_margin_lp,
)
from course_lib.topics.t11_margin_maximisation.sheet import (
    TOPIC,
    Variant,
    answers,
    draw,
    novikoff,
    statement,
)

__all__ = [
    "TOPIC",
    "NotSeparable",
    "Variant",
    "answers",
    "draw",
    "geometric_margin",
    "hard_margin_svm",
    "largest_margin_through_zero",
    "margin_vs_updates",
    "max_margin_lp",
    "multiclass_margins",
    "novikoff",
    "perceptron",
    "smoothed_margin",
    "statement",
]
