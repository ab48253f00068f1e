r"""Generalisation: finite classes, half-spaces, norms, interpolation, inverted bounds.

Setting
-------
A sample of n points; a class H of functions with values in [0, 1] (losses) or of sets
(half-spaces). How far is what is seen on the sample from the truth, for all of H at once?

==========  ===================================================================
ε, δ, card  accuracy, probability of failure, |H|
X, y        points, shape (n, d), one a row, and their labels, shape (n,)
λ           ``lam``: weight of the penalty λ‖w‖², next to ‖Xw - y‖² (no 1/n)
A_i, M_i    weights of layer i, shape (out, in), and their reference point
σ, β        standard deviation of the noise; the true weights
kl(q‖p)     relative entropy of coins with probabilities q and p
==========  ===================================================================

Sources: Hoeffding's inequality and the union bound, VC dimension of half-spaces
(Shalev-Shwartz, Ben-David, *Understanding Machine Learning*, ch. 4, 6, 9); Radon's theorem;
function-counting theorem (Cover 1965); spectral complexity (Bartlett, Foster, Telgarsky 2017);
PAC-Bayes bound in the form of Seeger and Maurer; leave-one-out shortcut by the Sherman-Morrison
formula; double descent (Belkin, Hsu, Xu 2020; Hastie, Montanari, Rosset, Tibshirani 2022; Bach,
*Learning Theory from First Principles*, ch. 12).
"""

from course_lib.topics.t10_generalisation.bounds import (
    binary_kl,
    gap_bound,
    kl_inverse,
    sample_size,
    spectral_complexity,
)
from course_lib.topics.t10_generalisation.halfspaces import (
    count_dichotomies,
    cover_count,
    is_shattered,
    radon_partition,
)
from course_lib.topics.t10_generalisation.regression import (
    double_descent,
    loo_error_ridge,
    min_norm_ls,
    ols_risk,
)
from course_lib.topics.t10_generalisation.sheet import (
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
    "binary_kl",
    "count_dichotomies",
    "cover_count",
    "double_descent",
    "draw",
    "gap_bound",
    "is_shattered",
    "kl_inverse",
    "loo_error_ridge",
    "min_norm_ls",
    "ols_risk",
    "radon_partition",
    "sample_size",
    "spectral_complexity",
    "statement",
]
