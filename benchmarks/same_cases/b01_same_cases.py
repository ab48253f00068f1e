"""Four questions and eight cases, small enough that what is measured is the road, not the work."""

from dataclasses import dataclass

import numpy as np

from course_lib.topic import Question, Topic


@dataclass(frozen=True)
class Variant:
    """One number, so that variants exist."""

    k: int


def draw(rng: np.random.Generator) -> Variant:
    """Draw a number."""
    return Variant(k=int(rng.integers(1, 10**6)))


NAMES = ("softmax", "relu", "squared_error", "norm")

TOPIC = Topic(
    stem="b01_same_cases",
    title="The same cases on both roads",
    questions=tuple(
        Question(name=name, kind="code", points=2, title=name.replace("_", " "))
        for name in NAMES
    ),
    draw=draw,
    variant_type=Variant,
    statement=lambda v: {"k": str(v.k)},
    answers=lambda v: {},
)
