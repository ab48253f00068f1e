"""The numbers of a student, their answers, and the sheet of the topic."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from course_lib.topic import Band, Question, Topic
from course_lib.topics.t12_implicit_bias.separators import svm_direction

Row = tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Variant:
    """The numbers of one student."""

    a: Row
    """Q12a: the equation is a·w = rhs in two unknowns."""
    rhs: int
    start: Row
    """Q12a: w_0."""
    x: Row
    """Q12b: the equation is x·w = y in two unknowns."""
    alpha: float
    """Q12b: size of the start, two decimals."""
    first: float
    """Q12b: first entry of the limit, two decimals."""
    points: tuple[Row, ...]
    """Q12c: three points of Z^2."""
    labels: Row
    """Q12c: their labels, -1 or 1."""


def draw(rng: np.random.Generator) -> Variant:
    """Draw a variant; each question is drawn until it asks what it is meant to ask."""
    a, rhs, start = _draw_equation(rng)
    x, alpha, first = _draw_flow(rng)
    points, labels = _draw_points(rng)
    return Variant(
        a=a, rhs=rhs, start=start, x=x, alpha=alpha, first=first, points=points, labels=labels
    )  # fmt: skip


def _draw_equation(rng: np.random.Generator) -> tuple[Row, int, Row]:
    """The start is neither along a nor orthogonal to it, and the limit is no integer."""
    while True:
        a, start = _signed(rng, 9), _signed(rng, 9)
        rhs = int(rng.integers(-40, 41))
        limit = _limit(a, rhs, start)
        apart = a[0] * start[1] != a[1] * start[0] and a[0] * start[0] != -a[1] * start[1]
        clear = limit.denominator > 4 and abs(limit - start[0]) > Fraction(1, 10)
        if rhs and abs(a[0]) != abs(a[1]) and apart and clear:
            return a, rhs, start


def _draw_flow(rng: np.random.Generator) -> tuple[Row, float, float]:
    """The second entry is of moderate size, and far from that of the least 2-norm."""
    while True:
        x = _signed(rng, 7)
        alpha = int(rng.integers(10, 61)) / 100
        first = int(rng.choice((-1, 1))) * int(rng.integers(40, 400)) / 100
        if abs(x[0]) == abs(x[1]) or not 0.05 <= abs(_second(x, alpha, first)) <= 30:
            continue
        if (
            _curvature(x, alpha, first) >= 0.1
            and _distance_from_linear(x, alpha, first) >= 0.02
        ):
            return x, alpha, first


def _draw_points(rng: np.random.Generator) -> tuple[tuple[Row, ...], Row]:
    """Two support vectors share the work; the third point is out of reach; both labels."""
    while True:
        points = tuple(_signed(rng, 20) for _ in range(3))
        labels = tuple(int(k) for k in rng.choice((-1, 1), 3))
        if len(set(labels)) == 2 and _is_settled(points, labels):
            return points, labels


def _is_settled(points: tuple[Row, ...], labels: Row) -> bool:
    z = np.array(points) * np.array(labels)[:, None]
    try:
        w = svm_direction(points, labels)
    except ValueError:
        return False
    near, middle, far = np.argsort(z @ w)
    if (z @ w)[middle] > 1 + 1e-6 or (z @ w)[far] < 1.2:
        return False
    share = np.linalg.solve(z[[near, middle]].T, w)  # multipliers
    margin = 1 / float(np.linalg.norm(w))
    is_one = 0.9 < margin < 1.1  # then dividing by it is the same as multiplying
    return bool(share.min() > 0.1 * share.sum()) and 0.5 <= margin <= 12 and not is_one


def _signed(rng: np.random.Generator, top: int) -> Row:
    """Draw two integers in ±{2..top}: a coefficient 1 would not be written."""
    return tuple(int(k) for k in rng.integers(2, top + 1, 2) * rng.choice([-1, 1], 2))


def _limit(a: Row, rhs: int, start: Row) -> Fraction:
    """Return the first entry of w_0 + a (rhs - a·w_0)/‖a‖²."""
    residual = rhs - a[0] * start[0] - a[1] * start[1]
    return start[0] + Fraction(a[0] * residual, a[0] ** 2 + a[1] ** 2)


def _second(x: Row, alpha: float, first: float) -> float:
    """Return w_2 = 2α² sinh(x_2 ν), where w_1 = 2α² sinh(x_1 ν)."""
    ν = math.asinh(first / (2 * alpha**2)) / x[0]
    return 2 * alpha**2 * math.sinh(x[1] * ν)


def _right_side(x: Row, alpha: float, first: float) -> float:
    return x[0] * first + x[1] * _second(x, alpha, first)


def _curvature(x: Row, alpha: float, first: float) -> float:
    """Return |ln w_2/w'_2|, where w' is the solution of least 2-norm with the same w_1."""
    return abs(math.log(abs(_second(x, alpha, first) * x[0] / (x[1] * first))))


def _distance_from_linear(x: Row, alpha: float, first: float) -> float:
    """Return the relative distance of y from that of the least 2-norm, or from α for α²."""
    y = _right_side(x, alpha, first)
    others = (
        _right_side(x, math.sqrt(alpha), first),
        first * (x[0] ** 2 + x[1] ** 2) / x[0],
    )
    return min(abs(other / y - 1) for other in others)


def answers(v: Variant) -> Mapping[str, int | float | Fraction]:
    r"""Return the right numbers.

    q12a: first entry of the projection of w_0 on the line. q12b: $y = x·w$ with both entries of
    w on the curve $2α^2\sinh(νx)$. q12c: $\ln 10\,‖\hat w‖ = \ln10/γ$, as $w_t ≈ \hat w\ln t$.
    """
    w = svm_direction(v.points, v.labels)
    return {
        "q12a": _limit(v.a, v.rhs, v.start),
        "q12b": _right_side(v.x, v.alpha, v.first),
        "q12c": math.log(10) * math.hypot(*w),
    }


def statement(v: Variant) -> Mapping[str, str]:
    """Return the text of the student's numbers: LaTeX, and `points`, `labels` as Python."""
    (a1, a2), (x1, x2) = v.a, v.x
    z = zip(v.points, v.labels, strict=True)
    return {
        "equation": rf"{a1}\,w_1 {a2:+d}\,w_2 = {v.rhs}",
        "start": f"({v.start[0]}, {v.start[1]})",
        "flow_equation": rf"{x1}\,w_1 {x2:+d}\,w_2 = y",
        "alpha": f"{v.alpha:.2f}",
        "first": f"{v.first:.2f}",
        "table": r",\qquad ".join(
            f"x_{i} = ({p[0]}, {p[1]}),\\ y_{i} = {label:+d}"
            for i, (p, label) in enumerate(z, start=1)
        ),
    }


BANDS = (
    Band(
        name="Q12a: denominator of the answer",
        low=5,
        high=162,
        of=lambda v: _limit(v.a, v.rhs, v.start).denominator,
    ),
    Band(
        name="Q12b: size of the second entry",
        low=0.05,
        high=30,
        of=lambda v: abs(_second(v.x, v.alpha, v.first)),
    ),
    Band(
        name="Q12b: log of the distance from the least 2-norm",
        low=0.1,
        high=12,
        of=lambda v: _curvature(v.x, v.alpha, v.first),
    ),
    Band(
        name="Q12c: largest margin",
        low=0.5,
        high=12,
        of=lambda v: 1 / math.hypot(*svm_direction(v.points, v.labels)),
    ),
)

RUBRIC = (
    (2, r"(a) Gradients lie in the row space of $X$, so $w_t - w_0$ does for every $t$."),
    (
        2,
        (
            r"(a) On the row space $I - \eta X^\top X$ is a contraction for "
            r"$0 < \eta < 2/\sigma_{\max}^2$, with the reason; so $w_t$ converges."
        ),
    ),
    (
        1,
        (
            r"(a) The limit is the only solution in $w_0 + \operatorname{range} X^\top$: the "
            r"projection of $w_0$."
        ),
    ),
    (
        2,
        (
            r"(b) $\langle u, -\nabla L(w)\rangle \ge \gamma\, \frac1n \sum_i "
            r"\sigma(-m_i) > 0$ for a separating unit vector $u$ of margin $\gamma$."
        ),
    ),
    (
        2,
        (
            r"(b) Descent lemma: $L$ decreases, the sum of $\|\nabla L(w_t)\|^2$ is finite, "
            r"so $\nabla L(w_t) \to 0$."
        ),
    ),
    (1, r"(b) Hence all margins go to $\infty$, $L(w_t) \to 0$ and $\|w_t\| \to \infty$."),
)

TOPIC = Topic(
    stem="t12_implicit_bias",
    title="Implicit bias",
    questions=(
        Question(
            name="gd_limit",
            kind="code",
            points=6,
            title="Where gradient descent ends on least squares",
            source="Engl, Hanke, Neubauer, Regularization of inverse problems (Landweber)",
        ),
        Question(
            name="q12a",
            kind="numeric",
            points=3,
            title="One equation, two unknowns",
            rtol=0,
        ),
        Question(
            name="hypentropy_interpolant",
            kind="code",
            points=9,
            title="From the 2-norm to the 1-norm: the hypentropy",
            source="Woodworth et al. 2020, Theorem 1",
        ),
        Question(name="q12b", kind="numeric", points=3, title="The flow on one equation"),
        Question(
            name="logistic_gd",
            kind="code",
            points=10,
            title="Gradient descent on the logistic loss",
            source="Soudry et al. 2018, Theorem 3; Telgarsky, Deep learning theory, ch. 10",
        ),
        Question(name="q12c", kind="numeric", points=3, title="How fast the weights grow"),
        Question(
            name="proof_implicit_bias",
            kind="proof",
            points=10,
            title="Projection, and divergence",
            source="Landweber iteration; Soudry et al. 2018, Lemma 1",
            rubric=RUBRIC,
        ),
        Question(
            name="steepest_descent",
            kind="code",
            points=7,
            title="The geometry of steepest descent",
            source="Gunasekar, Lee, Soudry, Srebro 2018, Theorem 5",
        ),
        Question(
            name="deep_linear_gd",
            kind="code",
            points=8,
            title="Products of matrices stay balanced",
            functions=("deep_linear_gd", "imbalance"),
            source="Arora, Cohen, Hazan 2018; Du, Hu, Lee 2018",
        ),
        Question(
            name="bias_vs_alpha",
            kind="experiment",
            points=7,
            title="The bias as α and t vary",
            functions=("bias_vs_alpha", "angle_vs_t"),
            source="Woodworth et al. 2020; Soudry et al. 2018",
        ),
    ),
    draw=draw,
    variant_type=Variant,
    statement=statement,
    answers=answers,
    bands=BANDS,
)
