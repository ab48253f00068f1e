"""The numbers of a student, their answers, and the sheet of the topic."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from course_lib.topic import Band, Question, Topic

Row = tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Variant:
    """The numbers of one student."""

    alone: Row
    """Q11a: the point of Z^2 that is alone in its class."""
    pair: tuple[Row, Row]
    """Q11a: the two points of the other class."""
    sign: int
    """Q11a: the label of `alone`; the pair has the other one."""
    points: tuple[Row, ...]
    """Q11b: four points of Z^3."""
    labels: Row
    """Q11b: their labels, -1 or 1."""
    u: Row
    """Q11b: normal of a separating plane through 0, not of norm 1."""
    W1: tuple[Row, Row]
    """Q11c: weights of the hidden layer."""
    w2: Row
    """Q11c: weights of the output."""
    inputs: tuple[Row, ...]
    """Q11c: three points of Z^2."""
    targets: Row
    """Q11c: their labels, -1 or 1; the net gets them all right."""


def draw(rng: np.random.Generator) -> Variant:
    """Draw a variant; each question is drawn until it asks what it is meant to ask."""
    alone, pair = _draw_triangle(rng)
    points, u = _draw_points(rng)
    W1, w2, inputs = _draw_net(rng)
    outputs = [_output(W1, w2, x) for x in inputs]
    return Variant(
        alone=alone,
        pair=pair,
        sign=int(rng.choice((-1, 1))),
        points=points,
        labels=tuple(_sign(_dot(u, x)) for x in points),
        u=u,
        W1=W1,
        w2=w2,
        inputs=inputs,
        targets=tuple(_sign(f) for f in outputs),
    )


def _draw_triangle(rng: np.random.Generator) -> tuple[Row, tuple[Row, Row]]:
    """The nearest point of the segment is inside it, and the answer is irrational."""
    while True:
        a, p, q = (_integers(rng, -15, 15, 2) for _ in range(3))
        square = _square(p, q)
        if square == 0 or math.isqrt(square) ** 2 == square:
            continue
        height = _distance_to_line(a, (p, q))
        if height >= 2 and 0.15 <= _foot(a, (p, q)) <= 0.85 and _lead(a, (p, q)) >= 1.08:
            return a, (p, q)


def _draw_points(rng: np.random.Generator) -> tuple[tuple[Row, ...], Row]:
    """R and γ come from different points; the bound is no near-integer."""
    while True:
        u = _integers(rng, -7, 7, 3)
        points = tuple(_integers(rng, -20, 20, 3) for _ in range(4))
        margins = [abs(_dot(u, x)) for x in points]
        norms = [_dot(x, x) for x in points]
        if 0 in u or min(margins) < 2 or len(set(points)) < 4:
            continue
        if math.isqrt(_dot(u, u)) ** 2 == _dot(u, u):
            continue
        both_labels = len({_sign(_dot(u, x)) for x in points}) == 2
        bound = Fraction(max(norms) * _dot(u, u), min(margins) ** 2)
        apart = norms[margins.index(min(margins))] < max(norms)
        between = 0.02 <= bound - math.floor(bound) <= 0.98
        if both_labels and apart and between and 50 <= bound <= 50_000:
            return points, u


def _draw_net(rng: np.random.Generator) -> tuple[tuple[Row, Row], Row, tuple[Row, ...]]:
    """Both labels occur, the least margin is single, and without ReLU it is another one."""
    while True:
        W1 = (_nonzero(rng, 9, 2), _nonzero(rng, 9, 2))
        w2 = _nonzero(rng, 9, 2)
        inputs = tuple(_nonzero(rng, 9, 2) for _ in range(3))
        hidden = [_dot(row, x) for row in W1 for x in inputs]
        outputs = [_output(W1, w2, x) for x in inputs]
        least, second = sorted(abs(f) for f in outputs)[:2]
        kinks = sum(h < 0 for h in hidden)
        both_labels = min(outputs) < 0 < max(outputs)
        if 0 in hidden or not (1 <= kinks <= 4 and 2 <= least < second and both_labels):
            continue
        without_relu = [_dot(w2, tuple(_dot(row, x) for row in W1)) for x in inputs]
        if min(_sign(f) * g for f, g in zip(outputs, without_relu, strict=True)) != least:
            return W1, w2, inputs


def _integers(rng: np.random.Generator, low: int, high: int, size: int) -> Row:
    return tuple(int(k) for k in rng.integers(low, high + 1, size))


def _nonzero(rng: np.random.Generator, top: int, size: int) -> Row:
    """Draw `size` integers in ±{1..top}."""
    return tuple(int(k) for k in rng.integers(1, top + 1, size) * rng.choice([-1, 1], size))


def _dot(a: Sequence[int], b: Sequence[int]) -> int:
    return sum(s * t for s, t in zip(a, b, strict=True))


def _sign(k: int) -> int:
    return 1 if k > 0 else -1


def _minus(a: Row, b: Row) -> Row:
    return tuple(s - t for s, t in zip(a, b, strict=True))


def _square(a: Row, b: Row) -> int:
    """Return the squared distance of two points."""
    return _dot(_minus(a, b), _minus(a, b))


def _distance_to_line(a: Row, pair: tuple[Row, Row]) -> float:
    (s, t), (v, w) = _minus(pair[1], pair[0]), _minus(a, pair[0])
    return abs(s * w - t * v) / math.sqrt(_square(*pair))


def _foot(a: Row, pair: tuple[Row, Row]) -> float:
    """Return where the foot of the perpendicular lies: 0 at the first point, 1 at the second."""
    return _dot(_minus(a, pair[0]), _minus(pair[1], pair[0])) / _square(*pair)


def _lead(a: Row, pair: tuple[Row, Row]) -> float:
    """Return (distance to the nearer end) / (distance to the line)."""
    return math.sqrt(min(_square(a, p) for p in pair)) / _distance_to_line(a, pair)


def _output(W1: tuple[Row, Row], w2: Row, x: Row) -> int:
    return _dot(w2, tuple(max(_dot(row, x), 0) for row in W1))


def novikoff(v: Variant) -> Fraction:
    r"""Return $(R/γ)^2$ with $R = \max ‖x_i‖$ and $γ = \min y_i u·x_i / ‖u‖$."""
    least = min(y * _dot(v.u, x) for x, y in zip(v.points, v.labels, strict=True))
    return Fraction(max(_dot(x, x) for x in v.points) * _dot(v.u, v.u), least**2)


def normalised_margin(v: Variant) -> Fraction:
    r"""Return $\min_i y_i f(x_i) / ‖θ‖^2$ of the net of Q11c, of degree L = 2."""
    least = min(
        y * _output(v.W1, v.w2, x) for x, y in zip(v.inputs, v.targets, strict=True)
    )
    return Fraction(least, sum(_dot(row, row) for row in (*v.W1, v.w2)))


def answers(v: Variant) -> Mapping[str, int | float | Fraction]:
    """Return the right numbers.

    q11a: half the distance of a point from a segment. q11b: the largest integer in Novikoff's
    bound. q11c: the normalised margin of the net.
    """
    return {
        "q11a": _distance_to_line(v.alone, v.pair) / 2,
        "q11b": math.floor(novikoff(v)),
        "q11c": normalised_margin(v),
    }


def statement(v: Variant) -> Mapping[str, str]:
    """Return what ⟦name⟧ stands for, in LaTeX."""
    return {
        "alone": _tuple(v.alone),
        "pair": r",\; ".join(map(_tuple, v.pair)),
        "sign": f"{v.sign:+d}",
        "other_sign": f"{-v.sign:+d}",
        "rows": _table(v.points, v.labels),
        "u": _tuple(v.u),
        "W1": _matrix(v.W1),
        "w2": _matrix([v.w2]),
        "inputs": _table(v.inputs, v.targets),
    }


def _tuple(row: Row) -> str:
    return f"({', '.join(map(str, row))})"


def _matrix(rows: Sequence[Row]) -> str:
    body = r" \\ ".join(" & ".join(map(str, row)) for row in rows)
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"


def _table(points: Sequence[Row], labels: Row) -> str:
    """Return points and labels as the columns of an array."""
    columns = "r|" + "c" * len(points)
    above = " & ".join(map(_tuple, points))
    below = " & ".join(f"{y:+d}" for y in labels)
    return (
        rf"\begin{{array}}{{{columns}}} x_i & {above} \\ \hline y_i & {below} \end{{array}}"
    )


BANDS = (
    Band(
        name="Q11a: foot of the perpendicular",
        low=0.15,
        high=0.85,
        of=lambda v: _foot(v.alone, v.pair),
    ),
    Band(
        name="Q11a: nearest pair of points over distance of the hulls",
        low=1.08,
        high=15.0,
        of=lambda v: _lead(v.alone, v.pair),
    ),
    Band(
        name="Q11b: log10 of the bound",
        low=1.69,
        high=4.7,
        of=lambda v: math.log10(novikoff(v)),
    ),
    Band(
        name="Q11c: hidden units that are off",
        low=1,
        high=4,
        of=lambda v: sum(_dot(row, x) < 0 for row in v.W1 for x in v.inputs),
    ),
)

RUBRIC = (
    (
        3,
        (
            r"The bisecting hyperplane of nearest points $p$, $q$ of the hulls has margin at "
            r"least $\delta/2$: the inequality of the projection, for both hulls."
        ),
    ),
    (
        3,
        (
            r"No hyperplane does better: a margin $\gamma$ at the points is one on the hulls, "
            r"so that $\delta \ge 2\gamma$."
        ),
    ),
    (1, r"The distance $\delta$ is attained and positive: the hulls are compact."),
    (
        3,
        r"Uniqueness of $w$ by strict convexity (or equality in Cauchy–Schwarz); then of $b$.",
    ),
)

TOPIC = Topic(
    stem="t11_margin_maximisation",
    title="Margin maximisation",
    questions=(
        Question(
            name="geometric_margin",
            kind="code",
            points=6,
            title="The margin of a hyperplane",
            source="Mohri, Rostamizadeh, Talwalkar, ch. 5; Mangasarian 1999 (dual norm)",
        ),
        Question(name="q11a", kind="numeric", points=3, title="Three points"),
        Question(
            name="perceptron",
            kind="code",
            points=8,
            title="The perceptron, with an oracle for mistakes",
            source="Novikoff 1962; Mohri, Rostamizadeh, Talwalkar, ch. 8",
        ),
        Question(name="q11b", kind="numeric", points=3, title="How many mistakes", rtol=0),
        Question(
            name="hard_margin_svm",
            kind="code",
            points=10,
            title="The largest margin, with its certificate",
            source="Strong duality of the hard-margin support vector machine",
        ),
        Question(
            name="proof_hulls",
            kind="proof",
            points=10,
            title="The margin is half the distance of the hulls",
            source="Projection onto a convex set; Bennett and Bredensteiner 2000",
            rubric=RUBRIC,
        ),
        Question(
            name="max_margin_lp",
            kind="code",
            points=6,
            title="Other norms: a linear program",
            source="Duality of linear programs",
        ),
        Question(
            name="multiclass_margins",
            kind="code",
            points=4,
            title="Margins for many classes",
            source="Mohri, Rostamizadeh, Talwalkar, ch. 9; Bartlett, Foster, Telgarsky 2017",
        ),
        Question(
            name="smoothed_margin",
            kind="code",
            points=6,
            title="The smoothed margin of a homogeneous net",
            source="Lyu and Li 2020",
        ),
        Question(
            name="q11c", kind="numeric", points=3, title="The margin of a net", rtol=0
        ),
        Question(
            name="margin_vs_updates",
            kind="experiment",
            points=7,
            title="Mistakes of the perceptron as the margin shrinks",
            source="Novikoff 1962; Wendel 1962",
        ),
    ),
    draw=draw,
    variant_type=Variant,
    statement=statement,
    answers=answers,
    bands=BANDS,
)
