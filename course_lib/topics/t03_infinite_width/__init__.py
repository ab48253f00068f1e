r"""Nets of infinite width: Gaussian moments, the Gaussian process limit, random features.

Setting
-------
A ReLU net with L hidden layers and parameters $W^l, b^l$ with independent N(0, 1) entries,

$$h^0(x) = σ_w d^{-1/2}\, W^0 x + σ_b b^0, \qquad
  h^l(x) = σ_w m_l^{-1/2}\, W^l\, \mathrm{relu}(h^{l-1}(x)) + σ_b b^l, \quad l = 1..L,$$

with widths $m_l$; $h^L$ is the output. As the widths grow, each coordinate of $h^l$ tends to a
centred Gaussian process with covariance $K^l$.

=========  ====================================================================
S          covariance [[s11, s12], [s12, s22]] of a centred Gaussian pair (u, v)
e, de      E relu(u) relu(v) and P(u > 0, v > 0)
X, Z       points, shapes (n, d) and (k, d), one point a row
q, ρ       variance of a preactivation; correlation at two points
m, W       number of random features; their weights, shape (m, d)
=========  ====================================================================

Sources: limit of one hidden layer (Neal 1996; Williams 1997); of deep nets (Lee et al. 2018);
arc-cosine kernels (Cho, Saul 2009); propagation of variances and correlations (Poole et al.
2016); conditioning of Gaussians (Rasmussen, Williams 2006, ch. 2); Price's theorem (1958).
"""

from course_lib.kernels import nngp_kernel
from course_lib.topics.t03_infinite_width.gaussian import (
    gaussian_expectation,
    gp_posterior,
    monomial_moment,
)
from course_lib.topics.t03_infinite_width.kernels import (
    correlation_map,
    fixed_point_q,
    random_feature_kernel,
    relu_moments,
)
from course_lib.topics.t03_infinite_width.sampling import (
    concentration_level,
    kernel_concentration,
)
from course_lib.topics.t03_infinite_width.sheet import (
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
    "concentration_level",
    "correlation_map",
    "draw",
    "fixed_point_q",
    "gaussian_expectation",
    "gp_posterior",
    "kernel_concentration",
    "monomial_moment",
    "nngp_kernel",
    "random_feature_kernel",
    "relu_moments",
    "statement",
]
