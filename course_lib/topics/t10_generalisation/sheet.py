"""The numbers of a student, their answers, and the sheet of the topic."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from course_lib.topic import Band, Question, Topic
from course_lib.topics.t10_generalisation.halfspaces import cover_count

SURFACES = {
    "hyperplanes through the origin": (0, r"\{x : w \cdot x > 0\}"),
    "hyperplanes": (1, r"\{x : w \cdot x + b > 0\}"),
    "spheres or hyperplanes": (2, r"\{x : a \|x\|^2 + w \cdot x + b > 0\}"),
}
"""Surfaces that separate, how many parameters they have beyond d, and the sets they bound."""


@dataclass(frozen=True, kw_only=True)
class Variant:
    """The numbers of one student."""

    eps: float
    """Q10a: ε, four decimals."""
    delta: float
    """Q10a: δ, three decimals."""
    bits: int
    """Q10a: bits of a parameter; each takes 2^bits values."""
    parameters: int
    """Q10a: number of parameters."""
    surface: str
    """Q10b: a key of SURFACES."""
    points: int
    """Q10b: number of points."""
    dim: int
    """Q10b: dimension d."""
    n: int
    """Q10c: sample size."""
    variance: tuple[int, int]
    """Q10c: σ², numerator and denominator."""
    signal: int
    """Q10c: ‖β‖²."""


def draw(rng: np.random.Generator) -> Variant:
    """Draw a variant: no root of Q10a near an integer, a minimum of Q10c inside its range."""
    while True:
        v = Variant(
            eps=int(rng.integers(50, 500)) / 10_000,
            delta=int(rng.integers(5, 100)) / 1000,
            bits=int(rng.choice((8, 16, 32))),
            parameters=int(rng.integers(10, 200)),
            surface=str(rng.choice(list(SURFACES))),
            points=int(rng.integers(20, 621)),
            dim=int(rng.integers(3, 13)),
            n=int(rng.integers(10, 61)),
            variance=(int(rng.integers(1, 10)), int(rng.integers(2, 10))),
            signal=int(rng.integers(2, 10)),
        )
        reduced = math.gcd(*v.variance) == 1
        if reduced and _distance_to_integer(v) > 0.02 and 0.25 <= _ratio(v) <= 0.8:
            return v


def statement(v: Variant) -> dict[str, str]:
    """Return the text of the student's numbers."""
    return {
        "eps": f"{v.eps:.4f}",
        "delta": f"{v.delta:.3f}",
        "bits": str(v.bits),
        "parameters": str(v.parameters),
        "surface": v.surface,
        "regions": SURFACES[v.surface][1],
        "points": str(v.points),
        "dim": str(v.dim),
        "n": str(v.n),
        "variance": rf"\frac{{{v.variance[0]}}}{{{v.variance[1]}}}",
        "signal": str(v.signal),
    }


def answers(v: Variant) -> Mapping[str, int | float | Fraction]:
    r"""Return the right numbers.

    q10a: the sample size for $|H| = 2^{\mathrm{bits·parameters}}$. q10b: Cover's count in the
    feature space, of dimension d, d + 1 or d + 2. q10c: the least of
    $‖β‖^2(1 - n/d) + σ^2 n/(d - n - 1)$ over d >= n + 2, at an integer next to
    $(n + 1)/(1 - σ/‖β‖)$.
    """
    return {
        "q10a": math.ceil(_root(v)),
        "q10b": cover_count(v.points, v.dim + SURFACES[v.surface][0]),
        "q10c": _least_risk(v),
    }


def _root(v: Variant) -> float:
    nats = math.log(2 / v.delta) + v.bits * v.parameters * math.log(2)
    return nats / (2 * v.eps**2)


def _distance_to_integer(v: Variant) -> float:
    root = _root(v)
    return abs(root - round(root))


def _ratio(v: Variant) -> float:
    """Return σ/‖β‖."""
    return math.sqrt(v.variance[0] / v.variance[1] / v.signal)


def _best_dimension(v: Variant) -> float:
    """Return the real d > n + 1 at which the risk is least."""
    return (v.n + 1) / (1 - _ratio(v))


def _least_risk(v: Variant) -> Fraction:
    near = math.floor(_best_dimension(v))
    return min(_risk(v, d) for d in (near - 1, near, near + 1) if d >= v.n + 2)


def _risk(v: Variant, d: int) -> Fraction:
    noise = Fraction(*v.variance)
    return v.signal * (1 - Fraction(v.n, d)) + noise * Fraction(v.n, d - v.n - 1)


BANDS = (
    Band(
        name="Q10a: log10 of the sample size",
        low=4,
        high=8.1,
        of=lambda v: math.log10(_root(v)),
    ),
    Band(
        name="Q10a: distance of the root from an integer",
        low=0.02,
        high=0.5,
        of=_distance_to_integer,
    ),
    Band(
        name="Q10b: points for each parameter",
        low=1.4,
        high=207,
        of=lambda v: v.points / (v.dim + SURFACES[v.surface][0]),
    ),
    Band(name="Q10c: noise over signal, σ/‖β‖", low=0.25, high=0.8, of=_ratio),
    Band(name="Q10c: best dimension", low=13, high=305, of=_best_dimension),
)

TOPIC = Topic(
    stem="t10_generalisation",
    title="Generalisation properties",
    questions=(
        Question(
            name="sample_size",
            kind="code",
            points=6,
            title="Uniform convergence of a finite class",
            functions=("sample_size", "gap_bound"),
            source="Hoeffding's inequality and the union bound; Shalev-Shwartz, Ben-David, ch. 4",
        ),
        Question(
            name="q10a", kind="numeric", points=3, title="A net of finite precision", rtol=0
        ),
        Question(
            name="radon_partition",
            kind="code",
            points=6,
            title="Radon partitions",
            source="Radon's theorem",
        ),
        Question(
            name="count_dichotomies",
            kind="code",
            points=6,
            title="Dichotomies and shattered sets",
            functions=("count_dichotomies", "is_shattered"),
            source="Cover 1965, function-counting theorem",
        ),
        Question(name="q10b", kind="numeric", points=3, title="Cover's count", rtol=0),
        Question(
            name="proof_vc_dimension",
            kind="proof",
            points=10,
            title="The dimension of half-spaces",
            source="Shalev-Shwartz, Ben-David, ch. 9, VC dimension of half-spaces",
            rubric=(
                (
                    3,
                    (
                        r"Some set of $d + 1$ points is shattered: affinely independent points, with "
                        r"an explicit $(w, b)$ for every labelling."
                    ),
                ),
                (
                    4,
                    (
                        r"Radon's theorem for $d + 2$ points: a linear dependence of the $(p_i, 1)$, "
                        r"both signs occur, the common point is a convex combination of each part."
                    ),
                ),
                (
                    2,
                    r"No half-space cuts out one part: its value at the common point is both $> 0$ and $\le 0$.",
                ),
                (
                    1,
                    r"The definition: *some* set of size $d + 1$ is shattered, *no* set of size $d + 2$.",
                ),
            ),
        ),
        Question(
            name="spectral_complexity",
            kind="code",
            points=6,
            title="Spectral complexity of a net",
            source="Bartlett, Foster, Telgarsky 2017, first theorem",
        ),
        Question(
            name="kl_inverse",
            kind="code",
            points=4,
            title="Inverting the binary relative entropy",
            source="PAC-Bayes bound of Seeger and Maurer",
        ),
        Question(
            name="loo_error_ridge",
            kind="code",
            points=6,
            title="Leaving one out",
            source="Leave-one-out shortcut (PRESS); Sherman-Morrison formula",
        ),
        Question(
            name="min_norm_ls",
            kind="code",
            points=6,
            title="Interpolation and its risk",
            functions=("min_norm_ls", "ols_risk"),
            source="Belkin, Hsu, Xu 2020; Hastie, Montanari, Rosset, Tibshirani 2022",
        ),
        Question(name="q10c", kind="numeric", points=3, title="The second descent", rtol=0),
        Question(
            name="double_descent",
            kind="experiment",
            points=7,
            title="Double descent",
            source="Belkin, Hsu, Xu 2020; Hastie, Montanari, Rosset, Tibshirani 2022",
        ),
    ),
    draw=draw,
    variant_type=Variant,
    statement=statement,
    answers=answers,
    bands=BANDS,
)
