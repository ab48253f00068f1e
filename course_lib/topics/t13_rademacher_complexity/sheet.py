"""The numbers of a student, their answers, and the sheet of the topic."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from course_lib.inputs import Array
from course_lib.topic import Band, Question, Topic
from course_lib.topics.t13_rademacher_complexity.complexity import mean_abs_sum
from course_lib.topics.t13_rademacher_complexity.inputs import all_signs


@dataclass(frozen=True, kw_only=True)
class Variant:
    """The numbers of one student."""

    rows: tuple[tuple[int, ...], ...]
    """Q13a: three vectors a_1, a_2, a_3 in Z^3."""
    scale: float
    """Q13a: λ, two decimals, positive or negative."""
    shift: tuple[int, ...]
    """Q13a: v in Z^3; the class is {λ a_k + v}."""
    sign_n: int
    """Q13b: number of points."""
    sign_c: float
    """Q13b: c > 0, two decimals; the class is {c 1, -c 1}."""
    radius: int
    """Q13c: B, bound of the 1-norm of the weights."""
    entry: float
    """Q13c: r, bound of the entries of X, one decimal."""
    dim: int
    """Q13c: d."""
    eps: float
    """Q13c: ε, three decimals."""


def draw(rng: np.random.Generator) -> Variant:
    """Draw a variant: no vector of Q13a is idle or tied, the root of Q13c is no near-integer."""
    while True:
        v = Variant(
            rows=tuple(tuple(int(a) for a in row) for row in rng.integers(-9, 10, (3, 3))),
            scale=int(rng.choice((-1, 1))) * int(rng.integers(110, 990)) / 100,
            shift=tuple(int(a) for a in rng.integers(-60, 61, 3)),
            sign_n=int(rng.integers(5, 13)),
            sign_c=int(rng.integers(101, 1000)) / 100,
            radius=int(rng.integers(2, 10)),
            entry=int(rng.integers(5, 31)) / 10,
            dim=int(rng.integers(20, 2001)),
            eps=int(rng.integers(20, 201)) / 1000,
        )
        settled = _maximisers(v) == 3 and _lead(v) >= 1
        if settled and 1e3 < _root(v) < 1e6 and _distance_to_integer(v) > 0.02:
            return v


def statement(v: Variant) -> dict[str, str]:
    """Return the text of the student's numbers: LaTeX, and `rows` as Python."""
    return {
        "vectors": r",\quad ".join(
            f"a_{k} = ({', '.join(map(str, row))})" for k, row in enumerate(v.rows, start=1)
        ),
        "rows": str([list(row) for row in v.rows]),
        "scale": f"{v.scale:.2f}",
        "shift": f"({', '.join(map(str, v.shift))})",
        "sign_n": str(v.sign_n),
        "sign_c": f"{v.sign_c:.2f}",
        "radius": str(v.radius),
        "entry": f"{v.entry:.1f}",
        "dim": str(v.dim),
        "eps": f"{v.eps:.3f}",
    }


def answers(v: Variant) -> Mapping[str, int | float | Fraction]:
    r"""Return the right numbers.

    q13a: $|λ| \hat R(\{a_1, a_2, a_3\})$, the shift drops out. q13b: $c\,E|S_n|/n$. q13c: the
    least n with $B r \sqrt{2\ln 2d}/\sqrt n ≤ ε$, as a column of X has norm at most $r\sqrt n$.
    """
    total = int(_values(v).max(axis=1).sum())
    return {
        "q13a": abs(_hundredths(v.scale)) * Fraction(total, 8 * 3),
        "q13b": _hundredths(v.sign_c) * mean_abs_sum(v.sign_n) / v.sign_n,
        "q13c": math.ceil(_root(v)),
    }


def _hundredths(x: float) -> Fraction:
    return Fraction(round(100 * x), 100)


def _values(v: Variant) -> Array:
    """Return σ·a_k for all signs σ (rows) and the three vectors of Q13a."""
    values: Array = all_signs(3) @ np.array(v.rows, dtype=np.float64).T
    return values


def _maximisers(v: Variant) -> int:
    return len(set(_values(v).argmax(axis=1).tolist()))


def _lead(v: Variant) -> float:
    ranked = np.sort(_values(v), axis=1)
    return float((ranked[:, -1] - ranked[:, -2]).min())


def _root(v: Variant) -> float:
    return 2 * math.log(2 * v.dim) * (v.radius * v.entry / v.eps) ** 2


def _distance_to_integer(v: Variant) -> float:
    root = _root(v)
    return abs(root - round(root))


BANDS = (
    Band(name="Q13a: vectors that attain the maximum", low=3, high=3, of=_maximisers),
    Band(name="Q13a: smallest lead of the maximiser", low=1, high=40, of=_lead),
    Band(name="Q13b: points", low=5, high=12, of=lambda v: v.sign_n),
    Band(
        name="Q13c: log10 of the sample size",
        low=3,
        high=6.01,
        of=lambda v: math.log10(_root(v)),
    ),
    Band(
        name="Q13c: distance of the root from an integer",
        low=0.02,
        high=0.5,
        of=_distance_to_integer,
    ),
)

TOPIC = Topic(
    stem="t13_rademacher_complexity",
    title="Rademacher complexity",
    questions=(
        Question(
            name="rademacher_exact",
            kind="code",
            points=8,
            title="The complexity of a finite class",
            source="Definition; calculus rules in Shalev-Shwartz and Ben-David, ch. 26",
        ),
        Question(
            name="q13a", kind="numeric", points=3, title="Three vectors, moved", rtol=0
        ),
        Question(
            name="q13b", kind="numeric", points=3, title="Two constant vectors", rtol=0
        ),
        Question(
            name="massart_bound",
            kind="code",
            points=5,
            title="Massart's finite class lemma",
            source="Massart's lemma; Shalev-Shwartz and Ben-David, ch. 26",
        ),
        Question(
            name="rademacher_linear",
            kind="code",
            points=7,
            title="Linear classes",
            source="Complexity of linear classes; Shalev-Shwartz and Ben-David, ch. 26",
        ),
        Question(name="q13c", kind="numeric", points=3, title="How many points", rtol=0),
        Question(
            name="rademacher_mc",
            kind="code",
            points=7,
            title="Monte Carlo with an oracle for the supremum",
        ),
        Question(
            name="contract",
            kind="code",
            points=5,
            title="Contraction",
            functions=("contract", "contraction_holds"),
            source="Contraction lemma (Ledoux, Talagrand; one-sided: Meir, Zhang)",
        ),
        Question(
            name="contraction_counterexample",
            kind="code",
            points=3,
            title="Absolute values spoil it",
        ),
        Question(
            name="golowich_bound",
            kind="code",
            points=5,
            title="Deep nets, and the risk",
            functions=("golowich_bound", "risk_bound"),
            source="Golowich, Rakhlin, Shamir 2018; Mohri, Rostamizadeh, Talwalkar, ch. 3",
        ),
        Question(
            name="proof_symmetrisation",
            kind="proof",
            points=10,
            title="Symmetrisation",
            source="Symmetrisation lemma; Shalev-Shwartz and Ben-David, ch. 26",
            rubric=(
                (
                    2,
                    r"A ghost sample: $L(f) = E'\hat L'(f)$, an independent copy of the sample.",
                ),
                (2, r"$\sup_f E'[\cdot] \le E'\sup_f[\cdot]$, with the reason."),
                (
                    3,
                    (
                        r"Exchangeability: $Z_i$ and $Z_i'$ may be swapped for each $i$ separately, "
                        r"so any fixed signs $\sigma$ may be inserted; then average over $\sigma$."
                    ),
                ),
                (2, r"The supremum of the sum is split into two; each has mean $E\hat R$."),
                (
                    1,
                    r"Why no absolute value is needed: $-\sigma$ is distributed as $\sigma$.",
                ),
            ),
        ),
        Question(
            name="rad_vs_n",
            kind="experiment",
            points=7,
            title="Complexity, bound and gap as n grows",
            source="Complexity of linear classes; Khinchin-Kahane inequality",
        ),
    ),
    draw=draw,
    variant_type=Variant,
    statement=statement,
    answers=answers,
    bands=BANDS,
)
