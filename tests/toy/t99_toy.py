"""A small topic for the tests of the machinery: means, medians, and one of everything.

``x`` is a sample of shape (n,), n >= 1. The mean minimises sum (x_i - c)^2 over c, the median
minimises sum |x_i - c|.
"""

from dataclasses import dataclass

import numpy as np

from course_lib.topic import Band, Question, Topic


@dataclass(frozen=True)
class Variant:
    """The sample of the numeric question and the weight of its last entry."""

    sample: tuple[int, ...]
    weight: float
    label: str


def draw(rng: np.random.Generator) -> Variant:
    """Draw five integers between -20 and 20 and a weight that is a multiple of 1/4."""
    sample = tuple(int(k) for k in rng.integers(-20, 21, size=5))
    return Variant(sample=sample, weight=int(rng.integers(1, 9)) / 4, label="n = 5")


def mean(x):
    """Return (1/n) sum_i x_i for x of shape (n,)."""
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or x.size == 0 or not np.all(np.isfinite(x)):
        raise ValueError("x must be a finite array of shape (n,), n >= 1")
    return float(x.sum() / x.size)


def distances(x, cs):
    """Return sum_i |x_i - c| for every c in cs."""
    x, cs = np.asarray(x, dtype=float), np.asarray(cs, dtype=float)
    return np.abs(x[:, None] - cs[None, :]).sum(axis=0)


def statement(v):
    """Return what ⟦name⟧ stands for."""
    return {
        "sample": ", ".join(map(str, v.sample)),
        "weight": f"{v.weight:g}",
        "label": v.label,
    }


def answers(v):
    """Return the weighted mean of the sample; the last entry has the weight."""
    *head, last = v.sample
    return {"q99a": (sum(head) + v.weight * last) / (len(head) + v.weight)}


TOPIC = Topic(
    stem="t99_toy",
    title="Means and medians",
    questions=(
        Question(name="mean", kind="code", points=6, title="The mean"),
        Question(name="q99a", kind="numeric", points=3, title="A weighted mean"),
        Question(
            name="proof_median",
            kind="proof",
            points=10,
            title="The median minimises $\\sum_i |x_i - c|$",
            rubric=(
                (4, "the one-sided slopes of $c \\mapsto |x - c|$"),
                (
                    4,
                    "their sum changes sign at the median, so $\\|x-c\\|_1$ is least there",
                ),
                (2, "an even number of samples"),
            ),
        ),
        Question(name="distances", kind="experiment", points=7, title="Where is it least?"),
    ),
    draw=draw,
    variant_type=Variant,
    statement=statement,
    answers=answers,
    bands=(
        Band(name="spread", low=5, high=40, of=lambda v: max(v.sample) - min(v.sample)),
        Band(name="different", low=4, high=5, of=lambda v: len(set(v.sample))),
    ),
)
