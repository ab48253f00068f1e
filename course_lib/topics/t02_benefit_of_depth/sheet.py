"""The numbers of a student, their answers, and the sheet of the topic."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from course_lib.topic import Band, Question, Topic
from course_lib.topics.t02_benefit_of_depth.pieces import piece_bound
from course_lib.topics.t02_benefit_of_depth.shallow import min_alternating_errors

PRIMES = tuple(q for q in range(101, 1000) if all(q % d for d in range(2, 32)))
"""Denominators of Q2a. Small ones give few answers: Δ permutes the even numerators."""


@dataclass(frozen=True, kw_only=True)
class Variant:
    """The numbers of one student."""

    tent_k: int
    """Q2a: number of compositions."""
    tent_p: int
    """Q2a: numerator of the point."""
    tent_q: int
    """Q2a: denominator of the point, a prime."""
    eps: float
    """Q2b: accuracy, two digits."""
    point: float
    """Q2b: where the error is asked for, five decimals."""
    side_k: int
    """Q2c: there are 2^k points."""
    widths: tuple[int, ...]
    """Q2c: widths of the hidden layers."""


def draw(rng: np.random.Generator) -> Variant:
    """Draw a variant whose answers tell the right number of layers from its neighbours."""
    while True:
        q = int(rng.choice(PRIMES))
        v = Variant(
            tent_k=int(rng.integers(3, 7)),
            tent_p=int(rng.integers(1, q)),
            tent_q=q,
            eps=float(f"{rng.integers(11, 100)}e-{rng.integers(5, 12)}"),
            point=int(rng.integers(10_001, 90_000)) / 100_000,
            side_k=int(rng.integers(18, 25)),
            widths=tuple(int(w) for w in rng.integers(3, 20, int(rng.integers(3, 5)))),
        )
        if _reflected(v) and _settled(v) and _share(v) < 0.5:
            return v


def statement(v: Variant) -> dict[str, str]:
    """Return the text of the student's numbers in LaTeX; `eps_python` is Python."""
    digits, power = f"{v.eps:.1e}".split("e")
    return {
        "tent_k": str(v.tent_k),
        "tent_p": str(v.tent_p),
        "tent_q": str(v.tent_q),
        "eps": rf"{digits} \cdot 10^{{{int(power)}}}",
        "eps_python": f"{v.eps:.1e}",
        "point": f"{v.point:.5f}",
        "side_k": str(v.side_k),
        "widths": ", ".join(map(str, v.widths)),
    }


def answers(v: Variant) -> Mapping[str, int | float | Fraction]:
    r"""Return the right numbers.

    q2a: $Δ^k(p/q)$. q2b: $4^{-m} θ(1 - θ)$, θ the fractional part of $2^m x$, with the least m
    such that $4^{-(m+1)} ≤ ε$. q2c: $⌈(2^k - P - 1)/2⌉$ with $P = \prod_l (m_l + 1)$.
    """
    m = _depth(v)
    θ = _phase(v, m)
    return {
        "q2a": _tent(Fraction(v.tent_p, v.tent_q), v.tent_k),
        "q2b": θ * (1 - θ) / 4**m,
        "q2c": min_alternating_errors(2**v.side_k, piece_bound(v.widths)),
    }


def _tent(x: Fraction, k: int) -> Fraction:
    for _ in range(k):
        x = min(2 * x, 2 - 2 * x)
    return x


def _reflected(v: Variant) -> bool:
    """Tell whether the answer of Q2a is not what the doubling map gives, at any k near by."""
    x = Fraction(v.tent_p, v.tent_q)
    answer = _tent(x, v.tent_k)
    others = [2**v.tent_k * x % 1, _tent(x, v.tent_k - 1), _tent(x, v.tent_k + 1)]
    return answer not in others


def _depth(v: Variant) -> int:
    """Return the least m with 4^-(m+1) <= ε."""
    eps, m = Fraction(f"{v.eps:.1e}"), 0
    while Fraction(1, 4 ** (m + 1)) > eps:
        m += 1
    return m


def _phase(v: Variant, m: int) -> Fraction:
    x = Fraction(round(100_000 * v.point), 100_000) * Fraction(2**m)
    return x - math.floor(x)


def _gap(v: Variant) -> float:
    """Return how far ε is from the nearest 4^-j, in powers of 4."""
    x = -math.log(v.eps, 4)
    return abs(x - round(x))


def _contrast(v: Variant) -> float:
    """Return the least relative difference of the answer of Q2b from those at m - 1, m + 1."""
    m = _depth(v)
    e = [float(_phase(v, i) * (1 - _phase(v, i)) / 4**i) for i in (m - 1, m, m + 1)]
    return min(abs(e[0] / e[1] - 1), abs(e[2] / e[1] - 1))


def _settled(v: Variant) -> bool:
    m = _depth(v)
    off_centre = 0.15 < abs(_phase(v, m) - Fraction(1, 2)) < 0.45
    return off_centre and _gap(v) > 0.02 and _contrast(v) > 0.05


def _share(v: Variant) -> float:
    """Return the piece bound of Q2c as a share of the number of points."""
    return math.ldexp(piece_bound(v.widths), -v.side_k)


BANDS = (
    Band(name="Q2a: compositions", low=3, high=6, of=lambda v: v.tent_k),
    Band(name="Q2a: denominator", low=101, high=997, of=lambda v: v.tent_q),
    Band(name="Q2b: depth m", low=5, high=17, of=_depth),
    Band(name="Q2b: distance of ε from a power of 4", low=0.02, high=0.5, of=_gap),
    Band(name="Q2b: change of the answer with m", low=0.05, high=100, of=_contrast),
    Band(name="Q2c: pieces for each point", low=0, high=0.5, of=_share),
)

TOPIC = Topic(
    stem="t02_benefit_of_depth",
    title="Benefit of depth",
    questions=(
        Question(
            name="tent_power_net",
            kind="code",
            points=7,
            title="The sawtooth as a deep net",
            source="Telgarsky 2016, composition of the triangle function",
        ),
        Question(name="q2a", kind="numeric", points=3, title="A point, folded", rtol=0),
        Question(
            name="affine_breakpoints",
            kind="code",
            points=14,
            title="Where the slope changes",
            source="Telgarsky 2015, number of affine pieces of a ReLU net",
        ),
        Question(
            name="square_net",
            kind="code",
            points=8,
            title="The square in logarithmic depth",
            source="Yarotsky 2017, Proposition 2",
        ),
        Question(name="q2b", kind="numeric", points=3, title="How deep, how exact"),
        Question(
            name="product_approx",
            kind="code",
            points=6,
            title="The product by polarisation",
            source="Yarotsky 2017, Proposition 3",
        ),
        Question(
            name="min_alternating_errors",
            kind="code",
            points=5,
            title="Errors of a function with few pieces",
            source="Telgarsky 2015, the alternating-point problem",
        ),
        Question(
            name="q2c", kind="numeric", points=3, title="Errors of a shallow net", rtol=0
        ),
        Question(
            name="proof_depth_separation",
            kind="proof",
            points=10,
            title="Few pieces stay far from the sawtooth",
            source="Telgarsky, Deep learning theory, the chapter on benefits of depth",
            rubric=(
                (
                    3,
                    (
                        r"Crossings of the level $\frac12$ at $(2j+1)2^{-k-1}$; between them "
                        r"$2^k-1$ triangles of area $2^{-k-2}$, on alternating sides."
                    ),
                ),
                (
                    2,
                    (
                        r"$g-\frac12$ has one weak sign on each of at most $p+1$ intervals, "
                        r"also where it vanishes on a piece or at a node."
                    ),
                ),
                (2, r"At least $2^k-1-p$ triangles lie over one such interval each."),
                (
                    2,
                    (
                        r"Of $r$ consecutive triangles at least $\lfloor r/2\rfloor$ lie opposite "
                        r"to $g$, where $|\Delta^k-g|\ge|\Delta^k-\frac12|$."
                    ),
                ),
                (
                    1,
                    r"The sum, with $\lfloor r/2\rfloor\ge(r-1)/2$ over at most $p+1$ runs.",
                ),
            ),
        ),
        Question(
            name="pieces_vs_depth",
            kind="experiment",
            points=7,
            title="Pieces as depth grows",
            source="Hanin, Rolnick 2019: random nets have far fewer pieces than the most",
        ),
    ),
    draw=draw,
    variant_type=Variant,
    statement=statement,
    answers=answers,
    bands=BANDS,
)
