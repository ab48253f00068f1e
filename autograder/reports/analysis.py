r"""Item analysis: what a class says about the questions and the hidden tests.

Of an item (a question or a test) with scores $x_s \in [0, 1]$ over the students $s$:

* *difficulty* is the mean of $x_s$, the share that passed: 1 means everybody did;
* *discrimination* is Pearson's correlation of $x$ with the rest score, the total without
  the item (for a test, $x \in \{0, 1\}$, this is the point-biserial correlation). Without the
  item, for with it every item would correlate with itself. Near 0 the item tells nothing that
  the others tell; below 0 the strong fail it and the weak pass, so look at it.

What a fault of ours or a mark still to come leaves open is left out, item by item.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.verdicts import GradeSheet, Status, Verdict
from course_lib.topic import Topic

BINS = 10


@dataclass(frozen=True, kw_only=True)
class Item:
    """A question or a hidden test, as the class did it."""

    name: str
    title: str
    question: str
    count: int
    """Sheets in which it has an outcome."""
    difficulty: float | None
    discrimination: float | None
    statuses: Mapping[Status, int]
    """How often each status fell."""
    remark: str


@dataclass(frozen=True, kw_only=True)
class Misconception:
    """A hint, and how many students were shown it."""

    question: str
    title: str
    hint: str
    students: int
    share: float


def correlation(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Return Pearson's correlation of two samples; None if one of them does not vary.

    >>> correlation([0, 0, 1, 1], [1, 1, 3, 3])
    1.0
    """
    if len(x) < 3:
        return None  # two points always lie on a line
    mx, my = math.fsum(x) / len(x), math.fsum(y) / len(y)
    sxx = math.fsum((a - mx) ** 2 for a in x)
    syy = math.fsum((b - my) ** 2 for b in y)
    # Rounding makes a constant sample vary by a hair.
    if sxx <= 1e-18 * (1 + mx**2) or syy <= 1e-18 * (1 + my**2):
        return None
    sxy = math.fsum((a - mx) * (b - my) for a, b in zip(x, y, strict=True))
    return max(-1.0, min(1.0, sxy / math.sqrt(sxx * syy)))


def question_items(topic: Topic, sheets: Sequence[GradeSheet]) -> tuple[Item, ...]:
    """Return the item analysis of every question, in the order of the notebook."""
    return tuple(_question_item(topic, q.name, sheets) for q in topic.questions)


def _question_item(topic: Topic, name: str, sheets: Sequence[GradeSheet]) -> Item:
    shares, rests = [], []
    for sheet in sheets:
        score = next((s for s in sheet.scores if s.question == name), None)
        if score is None or score.points is None or score.max_points <= 0:
            continue
        shares.append(score.points / score.max_points)
        rests.append(sheet.points - score.points)
    statuses = Counter(v.status for s in sheets for v in s.verdicts if v.question == name)
    return _item(name, topic.question(name).title, name, shares, rests, statuses)


def hidden_test_items(topic: Topic, sheets: Sequence[GradeSheet]) -> tuple[Item, ...]:
    """Return the item analysis of every hidden test that reported, question by question."""
    first: dict[str, Verdict] = {}
    for sheet in sheets:
        for v in sheet.verdicts:
            first.setdefault(v.test, v)
    place = {q.name: i for i, q in enumerate(topic.questions)}
    ordered = sorted(first.values(), key=lambda v: place.get(v.question, len(place)))
    return tuple(_test_item(v, sheets) for v in ordered)


def _test_item(test: Verdict, sheets: Sequence[GradeSheet]) -> Item:
    outcomes, rests = [], []
    statuses: Counter[Status] = Counter()
    for sheet in sheets:
        verdict = next((v for v in sheet.verdicts if v.test == test.test), None)
        if verdict is None:
            continue
        statuses[verdict.status] += 1
        if verdict.status == "grader_fault":
            continue
        outcomes.append(1.0 if verdict.passed else 0.0)
        rests.append(sheet.points - _earned(sheet, verdict))
    return _item(test.test, test.title, test.question, outcomes, rests, statuses)


def _earned(sheet: GradeSheet, verdict: Verdict) -> float:
    """Points that passing this one test brought."""
    score = next((s for s in sheet.scores if s.question == verdict.question), None)
    if score is None or score.points is None or not verdict.passed:
        return 0.0
    weight = math.fsum(v.weight for v in sheet.verdicts if v.question == verdict.question)
    return score.max_points * verdict.weight / weight if weight > 0 else 0.0


def _item(
    name: str,
    title: str,
    question: str,
    scores: Sequence[float],
    rests: Sequence[float],
    statuses: Mapping[Status, int],
) -> Item:
    difficulty = math.fsum(scores) / len(scores) if scores else None
    discrimination = correlation(scores, rests) if scores else None
    return Item(
        name=name,
        title=title,
        question=question,
        count=len(scores),
        difficulty=difficulty,
        discrimination=discrimination,
        statuses=dict(statuses),
        remark=_remark(difficulty, discrimination, len(scores)),
    )


def _remark(difficulty: float | None, discrimination: float | None, n: int) -> str:
    if difficulty is None:
        return "no outcome yet"
    if difficulty == 1:
        return "nobody failed it"
    if difficulty == 0:
        return "nobody passed it"
    if n >= 10 and discrimination is not None and discrimination < 0:
        return "the strong fail it more often than the weak: look at it"
    return ""


def misconceptions(sheets: Sequence[GradeSheet]) -> tuple[Misconception, ...]:
    """Return the hints that were shown, the most frequent first; a student counts once."""
    shown: dict[tuple[str, str], set[int]] = {}
    titles: dict[tuple[str, str], str] = {}
    for i, sheet in enumerate(sheets):
        for v in sheet.verdicts:
            if v.hint and not v.passed and v.status != "grader_fault":
                shown.setdefault((v.question, v.hint), set()).add(i)
                titles.setdefault((v.question, v.hint), v.title)
    found = [
        Misconception(
            question=question,
            title=titles[question, hint],
            hint=hint,
            students=len(who),
            share=len(who) / len(sheets),
        )
        for (question, hint), who in shown.items()
    ]
    return tuple(sorted(found, key=lambda m: -m.students))


def histogram(sheets: Sequence[GradeSheet]) -> tuple[int, ...]:
    """Return how many sheets have 0-10 %, 10-20 %, ..., 90-100 % of the points decided so far.

    A sheet of which nothing is decided yet is in no bin.
    """
    counts = [0] * BINS
    for sheet in sheets:
        decided = math.fsum(s.max_points for s in sheet.scores if s.points is not None)
        if decided > 0:
            share = sheet.points / decided
            counts[min(BINS - 1, max(0, math.floor(share * BINS + 1e-9)))] += 1
    return tuple(counts)


def spread(values: Sequence[float]) -> tuple[float, float, float] | None:
    """Return mean, median and standard deviation (divided by n); None for an empty class."""
    if not values:
        return None
    n, ordered = len(values), sorted(values)
    mean = math.fsum(values) / n
    median = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    return mean, median, math.sqrt(math.fsum((v - mean) ** 2 for v in values) / n)
