"""The numbers of a student, their answers, and the sheet of the topic."""

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from course_lib.topic import Band, Question, Topic

DIGITS = 1e-4
"""Relative error accepted in a numeric answer."""

LEAST_CHANGE = 0.02
"""Q3c: relative change of the variance in a layer."""


@dataclass(frozen=True, kw_only=True)
class Variant:
    """The numbers of one student."""

    size: float
    """Q3c: ‖x‖²/d, two decimals."""
    sigma_w: float
    """Q3c: two decimals."""
    sigma_b: float
    """Q3c: two decimals."""
    depth: int
    """Q3c: hidden layers, 2 or 3."""
    twelfths: int
    """Q3a: the angle is twelfths π/12, 1..11."""
    norm_x: float
    """Q3a: ‖x‖, two decimals."""
    norm_z: float
    """Q3a: ‖z‖, two decimals."""
    width: int
    """Q3b: m."""
    mean_a: float
    """Q3b: mean of the outer weights, two decimals, of either sign."""
    std_a: float
    """Q3b: standard deviation of the outer weights, two decimals."""
    norm_p: float
    """Q3b: norm of the input, two decimals."""


def draw(rng: np.random.Generator) -> Variant:
    """Draw a variant in which, in Q3c, every layer changes the variance by more than 2 %."""

    def hundredths(low: int, high: int) -> float:
        return int(rng.integers(low, high)) / 100

    while True:
        v = Variant(
            size=hundredths(40, 400),
            sigma_w=hundredths(110, 190),
            sigma_b=hundredths(20, 120),
            depth=int(rng.integers(2, 4)),
            twelfths=int(rng.integers(1, 12)),
            norm_x=hundredths(110, 500),
            norm_z=hundredths(110, 500),
            width=int(rng.integers(20, 400)),
            mean_a=int(rng.choice((-1, 1))) * hundredths(50, 150),
            std_a=hundredths(50, 150),
            norm_p=hundredths(110, 500),
        )
        if _least_change(v) > LEAST_CHANGE:
            return v


def statement(v: Variant) -> dict[str, str]:
    """Return the text of the student's numbers, ready for LaTeX."""
    common = math.gcd(v.twelfths, 12)
    over, under = v.twelfths // common, 12 // common
    return {
        "size": f"{v.size:.2f}",
        "sigma_w": f"{v.sigma_w:.2f}",
        "sigma_b": f"{v.sigma_b:.2f}",
        "depth": str(v.depth),
        "angle": rf"\frac{{{'' if over == 1 else over}\pi}}{{{under}}}",
        "norm_x": f"{v.norm_x:.2f}",
        "norm_z": f"{v.norm_z:.2f}",
        "width": str(v.width),
        "mean_a": f"{v.mean_a:.2f}",
        "std_a": f"{v.std_a:.2f}",
        "norm_p": f"{v.norm_p:.2f}",
    }


def answers(v: Variant) -> Mapping[str, int | float | Fraction]:
    r"""Return the right numbers.

    q3c: $q_0 = σ_b^2 + σ_w^2‖x‖^2/d$, $q_{l+1} = σ_b^2 + σ_w^2 q_l/2$, summed as a geometric
    series. q3a: $‖x‖‖z‖(\sin θ + (π-θ)\cos θ)/(2π)$. q3b: with $E\,\mathrm{relu}(w·x) =
    ‖x‖/\sqrt{2π}$ and $E\,\mathrm{relu}(w·x)^2 = ‖x‖^2/2$ the variance of one of the m summands
    is $‖x‖^2((s^2 + μ^2)/2 - μ^2/(2π))$; of their mean it is an m-th of it.
    """
    angle = v.twelfths * math.pi / 12
    shape = math.sin(angle) + (math.pi - angle) * math.cos(angle)
    second = v.std_a**2 + v.mean_a**2
    return {
        "q3c": _variance(v, v.depth),
        "q3a": v.norm_x * v.norm_z * shape / (2 * math.pi),
        "q3b": v.norm_p**2 * (second / 2 - v.mean_a**2 / (2 * math.pi)) / v.width,
    }


def _variance(v: Variant, layers: int) -> float:
    """Return q_layers of Q3c as a geometric series."""
    half = v.sigma_w**2 / 2
    first = v.sigma_b**2 + v.sigma_w**2 * v.size
    return half**layers * first + v.sigma_b**2 * math.fsum(half**j for j in range(layers))


def _least_change(v: Variant) -> float:
    """Return the least |q_{l+1}/q_l - 1|, l <= L: a layer too many or too few must show."""
    q = [_variance(v, layers) for layers in range(v.depth + 2)]
    return min(abs(b / a - 1) for a, b in itertools.pairwise(q))


def _mean_share(v: Variant) -> float:
    """Return the part of the variance in Q3b that is there because the mean is not 0."""
    by_mean = v.mean_a**2 * (math.pi - 1) / math.pi
    return by_mean / (by_mean + v.std_a**2)


BANDS = (
    Band(name="Q3c: hidden layers", low=2, high=3, of=lambda v: v.depth),
    Band(name="Q3c: answer", low=0.3, high=100, of=lambda v: float(answers(v)["q3c"])),
    Band(name="Q3c: least change in a layer", low=LEAST_CHANGE, high=1, of=_least_change),
    Band(name="Q3a: angle in degrees", low=15, high=165, of=lambda v: 15 * v.twelfths),
    Band(
        name="Q3b: share of the variance due to the mean",
        low=0.05,
        high=0.9,
        of=_mean_share,
    ),
)

TOPIC = Topic(
    stem="t03_infinite_width",
    title="Networks of infinite width",
    questions=(
        Question(
            name="relu_moments",
            kind="code",
            points=8,
            title="Two Gaussian moments of the ReLU",
            source="Arc-cosine kernels; Cho and Saul 2009",
        ),
        Question(
            name="q3a",
            kind="numeric",
            points=3,
            title="Two inputs at an angle",
            rtol=DIGITS,
        ),
        Question(
            name="random_feature_kernel",
            kind="code",
            points=5,
            title="Random features",
            source="Random features; Rahimi and Recht 2007",
        ),
        Question(
            name="q3b",
            kind="numeric",
            points=3,
            title="The fluctuation of a mean-field net",
            rtol=DIGITS,
        ),
        Question(
            name="gaussian_expectation",
            kind="code",
            points=6,
            title="Other activations: Gauss-Hermite quadrature",
            source="Gauss quadrature; Williams 1997 for erf",
        ),
        Question(
            name="nngp_kernel",
            kind="code",
            points=9,
            title="The kernel of a deep infinite net",
            source="Lee, Bahri, Novak, Schoenholz, Pennington, Sohl-Dickstein 2018",
        ),
        Question(
            name="q3c",
            kind="numeric",
            points=3,
            title="A variance, propagated",
            rtol=DIGITS,
        ),
        Question(
            name="correlation_map",
            kind="code",
            points=6,
            title="What depth does to correlations",
            functions=("correlation_map", "fixed_point_q"),
            source="Poole, Lahiri, Raghu, Sohl-Dickstein, Ganguli 2016",
        ),
        Question(
            name="gp_posterior",
            kind="code",
            points=6,
            title="Regression with the infinite net",
            source="Conditioning of Gaussians; Rasmussen and Williams 2006, ch. 2",
        ),
        Question(
            name="proof_gaussian_limit",
            kind="proof",
            points=10,
            title="The Gaussian limit of a wide net",
            source="Neal 1996; Cramér-Wold theorem and central limit theorem",
            rubric=(
                (
                    2,
                    r"Cramér-Wold: it suffices to treat $\sum_i t_i f_m(x_i)$ for every fixed $t$.",
                ),
                (
                    2,
                    (
                        r"This is $m^{-1/2}$ times a sum of independent, identically distributed "
                        r"variables, and their mean is 0, with the reason."
                    ),
                ),
                (2, r"Their second moment is finite, from the linear growth of $\varphi$."),
                (2, r"The central limit theorem, for one fixed law of the summands."),
                (
                    1,
                    r"The variance of the limit is $t^\top K t$, so the covariance is $K$.",
                ),
                (1, r"Why $1/\sqrt m$: what happens with $1/m$?"),
            ),
        ),
        Question(
            name="kernel_concentration",
            kind="experiment",
            points=7,
            title="How wide is wide enough",
            source="Variance of a mean; arc-cosine kernel of degree 2 (Cho and Saul 2009)",
        ),
    ),
    draw=draw,
    variant_type=Variant,
    statement=statement,
    answers=answers,
    bands=BANDS,
)
