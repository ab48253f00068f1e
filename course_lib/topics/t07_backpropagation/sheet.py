"""The sheet of topic 7: a student's numbers, their right answers, questions and points."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from course_lib.topic import Band, Question, Topic

Row = tuple[int, ...]


@dataclass(frozen=True)
class Variant:
    """The numbers of one student.

    A 2-2-1 net with integer weights, an input and a target, and the entry of W_1 that is asked
    for (counted from 0); the widths of a layered graph; the widths and batch of a net.
    """

    x: Row
    W1: tuple[Row, Row]
    b1: Row
    w2: Row
    b2: int
    target: int
    unit: int
    input: int
    path_widths: Row
    cost_widths: Row
    batch: int


def _nonzero(rng: np.random.Generator, top: int, size: int) -> Row:
    """Draw `size` integers in ±{1..top}."""
    return tuple(int(k) for k in rng.integers(1, top + 1, size) * rng.choice([-1, 1], size))


def hidden(v: Variant) -> Row:
    """Return the preactivations of the two hidden units."""
    return tuple(
        sum(w * x for w, x in zip(row, v.x, strict=True)) + b
        for row, b in zip(v.W1, v.b1, strict=True)
    )


def residual(v: Variant) -> int:
    """Return f(x) - target."""
    h = [max(z, 0) for z in hidden(v)]
    return sum(w * k for w, k in zip(v.w2, h, strict=True)) + v.b2 - v.target


def draw(rng: np.random.Generator) -> Variant:
    """Draw a variant; exactly one hidden unit is on, by at least 2, and the residual is >= 5."""
    while True:
        v = Variant(
            x=_nonzero(rng, 9, 2),
            W1=(_nonzero(rng, 9, 2), _nonzero(rng, 9, 2)),
            b1=_nonzero(rng, 9, 2),
            w2=_nonzero(rng, 9, 2),
            b2=_nonzero(rng, 9, 1)[0],
            target=_nonzero(rng, 60, 1)[0],
            unit=int(rng.integers(2)),
            input=int(rng.integers(2)),
            path_widths=tuple(int(k) for k in rng.integers(4, 20, 5)),
            cost_widths=tuple(int(k) for k in rng.integers(12, 97, 4)),
            batch=int(rng.integers(8, 65)),
        )
        z = hidden(v)
        on = [k for k in (0, 1) if z[k] > 0]
        smooth = min(abs(k) for k in z) >= 2 and all(abs(k) >= 2 for k in (*v.x, *v.w2))
        if on == [v.unit] and smooth and 5 <= abs(residual(v)) <= 400:
            return v


def weight_gradient(v: Variant) -> int:
    """Return the derivative of (f(x) - target)^2 / 2 by the entry of W_1 that is asked for."""
    return residual(v) * v.w2[v.unit] * v.x[v.input] * (hidden(v)[v.unit] > 0)


def paths_per_edge(m: Sequence[int]) -> Fraction:
    """Return (number of paths) / (number of edges) of the complete layered graph of widths m."""
    return Fraction(math.prod(m), sum(a * b for a, b in pairwise(m)))


def multiply_adds(m: Sequence[int], n: int) -> tuple[int, int]:
    """Return the multiply-adds of the matrix products of forward and backward, without dX."""
    forward = n * sum(a * b for a, b in pairwise(m))
    return forward, 2 * forward - n * m[0] * m[1]


def _matrix(rows: Sequence[Row]) -> str:
    body = r" \\ ".join(" & ".join(map(str, row)) for row in rows)
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"


def _vector(entries: Row) -> str:
    return _matrix([(k,) for k in entries])


def statement(v: Variant) -> Mapping[str, str]:
    """Return what ⟦name⟧ stands for, in LaTeX."""
    return {
        "x": _vector(v.x),
        "W1": _matrix(v.W1),
        "b1": _vector(v.b1),
        "w2": _matrix([v.w2]),
        "b2": str(v.b2),
        "target": str(v.target),
        "unit": str(v.unit + 1),
        "input": str(v.input + 1),
        "path_widths": ", ".join(map(str, v.path_widths)),
        "cost_widths": ", ".join(map(str, v.cost_widths)),
        "batch": str(v.batch),
    }


def answers(v: Variant) -> Mapping[str, int | float | Fraction]:
    """Return the right answers of the numeric questions."""
    return {
        "q7a": weight_gradient(v),
        "q7b": multiply_adds(v.cost_widths, v.batch)[1],
        "q7c": paths_per_edge(v.path_widths),
    }


RUBRIC = (
    (
        3,
        "the chain rule for one layer, matrices in the right order, for weights and inputs",
    ),
    (2, "the induction over the layers, with its start at the last layer"),
    (1, "the gradient of the bias"),
    (
        3,
        "the count: two products a layer, each as dear as the forward one; at most 3 in all",
    ),
    (1, "what has to be kept in memory, and why"),
)

TOPIC = Topic(
    stem="t07_backpropagation",
    title="Backpropagation",
    questions=(
        Question(
            name="softmax_cross_entropy",
            kind="code",
            points=8,
            title="Softmax and cross entropy",
        ),
        Question(
            name="mlp_backward",
            kind="code",
            points=12,
            title="Forward and backward through a ReLU net",
            functions=("mlp_forward", "mlp_backward"),
            source="Griewank and Walther, reverse mode",
        ),
        Question(
            name="q7a", kind="numeric", points=3, title="One gradient by hand", rtol=0.0
        ),
        Question(
            name="vjp",
            kind="code",
            points=7,
            title="The Jacobian and its transpose, never formed",
            functions=("jvp", "vjp"),
            source="Griewank and Walther, cheap gradient principle",
        ),
        Question(
            name="q7b",
            kind="numeric",
            points=3,
            title="The cost of a backward pass",
            rtol=0.0,
        ),
        Question(
            name="Scalar",
            kind="code",
            points=8,
            title="Reverse mode on a graph of scalars",
            source="Griewank and Walther, accumulation in reverse",
        ),
        Question(name="q7c", kind="numeric", points=3, title="Paths and edges", rtol=0.0),
        Question(
            name="hvp",
            kind="code",
            points=5,
            title="The Hessian times a vector",
            source="Pearlmutter 1994",
        ),
        Question(
            name="proof_backpropagation",
            kind="proof",
            points=10,
            title="Backpropagation is right, and cheap",
            source="Griewank and Walther, cheap gradient principle",
            rubric=RUBRIC,
        ),
        Question(
            name="grad_check_curve",
            kind="experiment",
            points=7,
            title="How far difference quotients can be trusted",
        ),
    ),
    draw=draw,
    variant_type=Variant,
    statement=statement,
    answers=answers,
    bands=(
        Band(name="|residual| in Q7a", low=5, high=400, of=lambda v: abs(residual(v))),
        Band(
            name="units on in Q7a",
            low=1,
            high=1,
            of=lambda v: sum(z > 0 for z in hidden(v)),
        ),
        Band(
            name="log10 of the number of paths",
            low=3.0,
            high=6.4,
            of=lambda v: math.log10(math.prod(v.path_widths)),
        ),
        Band(
            name="log10 of the multiply-adds",
            low=3.7,
            high=6.6,
            of=lambda v: math.log10(multiply_adds(v.cost_widths, v.batch)[1]),
        ),
    ),
)
