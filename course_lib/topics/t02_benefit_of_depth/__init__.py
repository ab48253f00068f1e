r"""Benefit of depth: sawtooth nets, exact counting of pieces, squares and products.

Setting
-------
Δ(x) = 2 relu(x) - 4 relu(x - 1/2) maps [0, 1] onto [0, 1] twice, up and down. Its k-fold
composition $Δ^k$ has $2^k$ affine pieces, one a half tooth, and is a net of k layers; a net of
few layers would need exponentially many units, since hidden layers of widths $m_1, m_2, …$
give at most $\prod_l (m_l + 1)$ pieces. The same sawtooth makes the interpolant

$$f_m(x) = x - \sum_{s=1}^m 4^{-s} Δ^s(x)$$

of x² at the points $j 2^{-m}$, whose error $4^{-(m+1)}$ falls exponentially with depth.

======  =======================================================================
k, m    number of compositions; depth of the square
p       number of affine pieces
net     [(W_1, b_1), …], W_l (out, in), one input and one output
a, b    ends of the interval on which pieces are counted
======  =======================================================================

Sources: Telgarsky 2015, *Representation benefits of deep feedforward networks*; Telgarsky 2016,
*Benefits of depth in neural networks*; Yarotsky 2017, *Error bounds for approximations with
deep ReLU networks*, Propositions 2 and 3; Hanin, Rolnick 2019 (pieces of random nets).
"""

from course_lib.topics.t02_benefit_of_depth.construction import (
    product_approx,
    product_formulas,
    square_interpolant,
    square_net,
    tent_power_net,
)
from course_lib.topics.t02_benefit_of_depth.exact import (
    Graph,
    TooManyPieces,
    corners,
    distance_from_square,
    exact_graph,
    slopes,
)
from course_lib.topics.t02_benefit_of_depth.pieces import affine_breakpoints, piece_bound
from course_lib.topics.t02_benefit_of_depth.shallow import (
    he_net,
    min_alternating_errors,
    pieces_vs_depth,
)
from course_lib.topics.t02_benefit_of_depth.sheet import (
    TOPIC,
    Variant,
    answers,
    draw,
    statement,
)

__all__ = [
    "TOPIC",
    "Graph",
    "TooManyPieces",
    "Variant",
    "affine_breakpoints",
    "answers",
    "corners",
    "distance_from_square",
    "draw",
    "exact_graph",
    "he_net",
    "min_alternating_errors",
    "piece_bound",
    "pieces_vs_depth",
    "product_approx",
    "product_formulas",
    "slopes",
    "square_interpolant",
    "square_net",
    "statement",
    "tent_power_net",
]
