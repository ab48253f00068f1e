"""Variants: they differ, are complete, are drawn the same again, and are equally hard.

How much two students can copy is a statement about pairs: the share of pairs of variants in
which the answer of one is not accepted for the other. (That 300 real answers all differ
pairwise by a thousandth cannot be asked: by the birthday argument even evenly spread ones do
not.) The best guess is the number that would be right for the largest share of students.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder import variants
from autograder.build import notebook_of
from autograder.errors import TopicError
from autograder.released import fill_notebook
from autograder.verify.plan import Options, Section, Subject, generator

LEAST_DISTINCT = 0.95
"""Share of pairs of variants that must differ beyond the tolerance."""
MOST_GUESSED = 0.2
"""Share of students for whom one and the same number may be right."""
FILLED = 20
"""Variants whose whole notebook is filled; the statements of all are looked at."""
MAX_REJECTED = 0.95
"""Share of draws outside the bands above which the bands fit the draw badly."""


@dataclass(frozen=True)
class Collisions:
    """How alike the answers of a numeric question are."""

    distinct: float
    guess: float


def check_draws(subject: Subject, options: Options) -> Section:
    """Draw many variants and look at them; no student code is needed."""
    section = Section("variants")
    topic = subject.topic
    drawn: list[Any] = []
    for i in range(options.draws):
        rngs = [generator(options.seed, topic.stem, "draw", str(i)) for _ in range(2)]
        try:
            one, two = (variants.draw_inside(topic, rng) for rng in rngs)
        except TopicError as e:
            section.find(str(e))
            return section
        if variants.to_json(one, topic) != variants.to_json(two, topic):
            section.find("the same generator gives two different variants")
            return section
        if variants.from_json(variants.to_json(one, topic), topic) != one:
            section.find(
                "a variant read back from JSON is another one", detail=repr(one)[:600]
            )
            return section
        drawn.append(one)
    _check_difference(section, subject, drawn)
    _check_answers(section, subject, drawn)
    _check_statements(section, subject, drawn)
    _check_bands(section, subject, options, drawn)
    section.figures["drawn"] = len(drawn)
    return section


def _check_difference(section: Section, subject: Subject, drawn: Sequence[Any]) -> None:
    prints = {variants.fingerprint(v, subject.topic) for v in drawn}
    section.figures["distinct variants"] = len(prints)
    if len(prints) < LEAST_DISTINCT * len(drawn):
        section.find(f"only {len(prints)} of {len(drawn)} variants are different")


def _check_answers(section: Section, subject: Subject, drawn: Sequence[Any]) -> None:
    topic = subject.topic
    numeric = {q.name: q.rtol for q in topic.questions if q.kind == "numeric"}
    table = [topic.answers(v) for v in drawn]
    for i, answers in enumerate(table):
        if set(answers) != set(numeric):
            section.find(
                f"answers(variant) names {sorted(answers)}; the sheet has {sorted(numeric)}",
                replay=f"draw {i}",
            )
            return
    for name, rtol in numeric.items():
        values = np.array([float(answers[name]) for answers in table])
        if not np.isfinite(values).all():
            section.find("an answer is not finite", question=name)
            continue
        alike = collisions(values, rtol)
        section.figures[f"{name}: distinct pairs"] = round(alike.distinct, 4)
        section.figures[f"{name}: best guess"] = round(alike.guess, 4)
        if alike.distinct < LEAST_DISTINCT:
            section.find(
                f"a copied answer is accepted in {1 - alike.distinct:.1%} of the pairs of "
                f"variants; at most {1 - LEAST_DISTINCT:.0%}", question=name,
            )  # fmt: skip
        if alike.guess > MOST_GUESSED:
            section.find(
                f"one guess is right for {alike.guess:.0%} of the students; at most "
                f"{MOST_GUESSED:.0%}", question=name,
            )  # fmt: skip


def collisions(values: NDArray[np.float64], rtol: float) -> Collisions:
    """Return how alike answers are under the tolerance of `checks.numeric_answer`.

    >>> collisions(np.array([1.0, 1.0, 2.0, 3.0]), 0.0)
    Collisions(distinct=0.8333333333333334, guess=0.5)
    """
    room = np.where(values == 0, 1.0, np.abs(values)) * max(rtol, 1e-9)
    accepted = np.abs(values[:, None] - values[None, :]) <= room[None, :]
    n = len(values)
    pairs = (accepted.sum() - n) / max(1, n * (n - 1))
    return Collisions(distinct=float(1 - pairs), guess=float(accepted.mean(axis=1).max()))


def _check_statements(section: Section, subject: Subject, drawn: Sequence[Any]) -> None:
    """Every ⟦name⟧ gets a text, and none of the texts looks like an accident."""
    topic = subject.topic
    for i, v in enumerate(drawn):
        for name, text in variants.values_of(topic, v, student="s").items():
            odd = odd_text(text)
            if odd:
                section.find(f"⟦{name}⟧ {odd}: {text[:80]!r}", replay=f"draw {i}")
                return
    try:
        release = notebook_of(topic, subject.template)
        for v in drawn[:FILLED]:
            filled = fill_notebook(release, topic, v, student="student")
            left = [c for c in filled.cells if "⟦" in c.source or "⟧" in c.source]
            if left:
                section.find(f"⟦⟧ is left in a student's notebook: {left[0].source[:80]!r}")
                return
    except TopicError as e:
        section.find(f"the notebook cannot be built or filled: {e}")
        return
    section.figures["notebooks filled"] = min(FILLED, len(drawn))


def odd_text(text: str) -> str:
    """Return what is wrong with the text of a number in a statement; empty if nothing is.

    >>> odd_text("np.float64(0.5)"), odd_text(""), odd_text("3/4")
    ('is the repr of a numpy scalar', 'is empty', '')
    """
    if not text.strip():
        return "is empty"
    if "np.float64(" in text or "np.int64(" in text:
        return "is the repr of a numpy scalar"
    if " object at 0x" in text or "<function" in text:
        return "is the repr of an object"
    words = {w.strip("()[],;$").lower() for w in text.split()}
    return "is not a number" if words & {"nan", "none", "-nan"} else ""


def _check_bands(
    section: Section, subject: Subject, options: Options, drawn: Sequence[Any]
) -> None:
    topic = subject.topic
    if not topic.bands:
        section.find("the topic declares no indicator of difficulty")
        return
    outside = 0
    rng = generator(options.seed, topic.stem, "raw draws")
    for _ in range(options.draws):
        v = topic.draw(rng)
        outside += any(not b.low <= b.of(v) <= b.high for b in topic.bands)
    share = outside / max(1, options.draws)
    section.figures["share of draws outside the bands"] = round(share, 4)
    if share > MAX_REJECTED:
        section.find(f"{share:.0%} of the draws lie outside the bands: draw what is wanted")
    for band in topic.bands:
        values = [float(band.of(v)) for v in drawn]
        section.figures |= _range_of(band.name, values)
        if min(values) < band.low or max(values) > band.high:
            section.find(f"{band.name} leaves [{band.low:g}, {band.high:g}]")


def _range_of(name: str, values: Sequence[float]) -> Mapping[str, float]:
    return {f"{name}: least": round(min(values), 6), f"{name}: most": round(max(values), 6)}
