"""The numbers of a student, their answers, and the sheet of the topic."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from course_lib.topic import Band, Question, Topic


@dataclass(frozen=True, kw_only=True)
class Variant:
    """The numbers of one student."""

    curvature: float
    """Q1a: M, bound of |f''|, two decimals."""
    eps_digit: int
    """Q1a: the accuracy is eps_digit * 10^-eps_power."""
    eps_power: int
    quadratic: tuple[float, ...]
    """Q1b: a, b, c of a t^2 + b t + c, two decimals; a < 0, so that a modulus is missed."""
    degree: int
    """Q1b: n of the Bernstein polynomial."""
    knots: tuple[int, ...]
    """Q1c: five knots."""
    values: tuple[int, ...]
    """Q1c: the values there."""
    knot: int
    """Q1c: the index of an inner knot, 1, 2 or 3."""


def draw(rng: np.random.Generator) -> Variant:
    """Draw a variant: the root of Q1a is no near-integer, Q1c has a kink that needs thought."""
    while True:
        gaps = rng.choice(np.arange(2, 10), 4, replace=False)
        knots = int(rng.integers(-9, 6)) + np.concatenate([[0], np.cumsum(gaps)])
        v = Variant(
            curvature=int(rng.integers(300, 4001)) / 100,
            eps_digit=int(rng.choice((2, 3, 5))),
            eps_power=int(rng.integers(6, 9)),
            quadratic=tuple(
                sign * int(rng.integers(101, 1000)) / 100
                for sign in (-1, *map(int, rng.choice((-1, 1), 2)))
            ),
            degree=int(rng.integers(20, 100)),
            knots=tuple(int(t) for t in knots),
            values=tuple(int(t) for t in rng.integers(-40, 41, 5)),
            knot=int(rng.integers(1, 4)),
        )
        if _distance_to_integer(v) > 0.02 and _is_a_kink_worth_asking(v):
            return v


def slopes(v: Variant) -> list[Fraction]:
    """Return the four slopes of the table of Q1c."""
    table = zip(v.knots, v.values, strict=True)
    return [Fraction(z - y, r - q) for (q, y), (r, z) in pairwise(table)]


def jump(v: Variant) -> Fraction:
    """Return the jump of the slope at the knot of Q1c."""
    s = slopes(v)
    return s[v.knot] - s[v.knot - 1]


def root(v: Variant) -> float:
    """Return the number of cells of Q1a before it is rounded up."""
    return math.sqrt(v.curvature * 10**v.eps_power / (8 * v.eps_digit))


def _distance_to_integer(v: Variant) -> float:
    return abs(root(v) - round(root(v)))


def _is_a_kink_worth_asking(v: Variant) -> bool:
    """Neither slope is 0 or an integer, and a jump is no slope and no integer."""
    s = slopes(v)
    before, after, a = s[v.knot - 1], s[v.knot], jump(v)
    proper = all(t.denominator > 1 for t in (before, after, a))
    return proper and a not in (before, after, -before, -after)


def statement(v: Variant) -> dict[str, str]:
    """Return the text of the student's numbers in LaTeX."""
    a, b, c = v.quadratic
    return {
        "curvature": f"{v.curvature:.2f}",
        "eps": rf"{v.eps_digit}\cdot 10^{{-{v.eps_power}}}",
        "quadratic": f"{a:.2f}\\,t^2 {b:+.2f}\\,t {c:+.2f}",
        "degree": str(v.degree),
        "knots": " & ".join(map(str, v.knots)),
        "values": " & ".join(map(str, v.values)),
        "at_knot": str(v.knots[v.knot]),
    }


def answers(v: Variant) -> Mapping[str, int | float | Fraction]:
    r"""Return the right numbers.

    q1a: the least n with $M/(8n^2) \le \varepsilon$, attained by $Mt^2/2$. q1b:
    $B_n(t^2) = t^2 + t(1-t)/n$ and $B_n$ is exact on affine functions, so $|a|/(4n)$. q1c: the
    jump of the slope.
    """
    return {
        "q1a": math.ceil(root(v)),
        "q1b": Fraction(abs(round(100 * v.quadratic[0])), 400 * v.degree),
        "q1c": jump(v),
    }


BANDS = (
    Band(name="Q1a: cells", low=270, high=15_900, of=lambda v: math.ceil(root(v))),
    Band(
        name="Q1a: distance of the root from an integer",
        low=0.02,
        high=0.5,
        of=_distance_to_integer,
    ),
    Band(name="Q1b: degree", low=20, high=99, of=lambda v: v.degree),
    Band(
        name="Q1c: denominator of the jump",
        low=2,
        high=72,
        of=lambda v: jump(v).denominator,
    ),
    Band(name="Q1c: |jump|", low=0.01, high=70, of=lambda v: abs(float(jump(v)))),
)

RUBRIC = (
    (
        3,
        r"products: $\cos u \cos v = \frac12\cos(u+v) + \frac12\cos(u-v)$, hence an algebra",
    ),
    (2, r"$\mathcal F$ contains the constants and separates points"),
    (
        1,
        r"the theorem of Stone–Weierstrass, stated with its hypotheses, applied on $[0,1]^d$",
    ),
    (
        3,
        r"$\cos$ on a bounded interval by shifts of $\sigma$: uniform continuity and steps",
    ),
    (1, "the triangle inequality with the sum of the coefficients"),
)

TOPIC = Topic(
    stem="t01_universal_approximation",
    title="Universal approximation",
    questions=(
        Question(
            name="relu_interpolant",
            kind="code",
            points=8,
            title="Interpolation is a ReLU net",
            source="Telgarsky, univariate approximation; Petersen and Zech",
        ),
        Question(name="q1a", kind="numeric", points=3, title="How many cells", rtol=0),
        Question(
            name="q1b",
            kind="numeric",
            points=3,
            title="Bernstein's polynomials are slower",
            source="Bernstein 1912; Lorentz, Bernstein Polynomials",
            rtol=0,
        ),
        Question(
            name="approximate_lipschitz",
            kind="code",
            points=8,
            title="Approximation from queries, against an adversary",
            source="McShane's extension; Traub and Wozniakowski",
        ),
        Question(name="q1c", kind="numeric", points=3, title="One coefficient", rtol=0),
        Question(name="sup_distance", kind="code", points=7, title="The distance, exactly"),
        Question(
            name="box_bump",
            kind="code",
            points=6,
            title="A bump on a box",
            source="Telgarsky, box functions",
        ),
        Question(
            name="feature_rank",
            kind="code",
            points=6,
            title="Why not a polynomial",
            source="Leshno, Lin, Pinkus, Schocken 1993",
        ),
        Question(
            name="monomial_net",
            kind="code",
            points=5,
            title="Why anything else",
            source="Leshno, Lin, Pinkus, Schocken 1993",
        ),
        Question(
            name="proof_density",
            kind="proof",
            points=10,
            title="Density",
            source="Hornik, Stinchcombe, White 1989; Stone-Weierstrass; Cybenko 1989",
            rubric=RUBRIC,
        ),
        Question(
            name="uat_rates",
            kind="experiment",
            points=7,
            title="Smoothness decides the rate",
        ),
    ),
    draw=draw,
    variant_type=Variant,
    statement=statement,
    answers=answers,
    bands=BANDS,
)
