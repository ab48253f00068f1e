"""One question of one GradeSheet → what a student reads in its grade cell.

Feedback teaches: it names the property in words, shows the smallest input that breaks it as
Python to paste, what the student's code made of it, and the misconception that is the likely
cause. It never shows an expected value, and it never blames a student for a fault of ours.
"""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment

from autograder.reports.text import (
    clean,
    environment,
    number,
    one_line,
    png_data_uri,
    replay,
)
from autograder.reports.words import LOOKS, Look, advice_without_input, meaning
from autograder.verdicts import GradeSheet, Score, Status, Verdict

WIDTH = 80

TOGETHER: tuple[Status, ...] = ("not_defined", "not_run", "grader_fault")
"""Statuses that say the same of every test, so that their tests share one row."""


@dataclass(frozen=True)
class Report:
    """Feedback on one question, for a browser and for a terminal."""

    html: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """A hidden test that did not pass, ready to be shown."""

    title: str
    status: Status
    points: float
    message: str
    hint: str
    input: str
    replay: str
    result: str
    figure: str

    @property
    def look(self) -> Look:
        """Word, shape and colour of the status."""
        return LOOKS[self.status]

    @property
    def advice(self) -> str:
        """What to do about it."""
        return (
            LOOKS[self.status].advice if self.input else advice_without_input(self.status)
        )

    @property
    def heading(self) -> str:
        """What the input is, and whether it can be pasted."""
        # Inputs that end the process are not made smaller: each try would cost a process.
        ends = self.status in ("timed_out", "out_of_memory", "crashed")
        what = (
            "The input it happened with"
            if ends
            else "The smallest input found that breaks it"
        )
        if not self.replay:
            return f"{what} (shortened, so it cannot be pasted):"
        return f"{what}. Paste it into a cell of your notebook:"

    @property
    def gave(self) -> str:
        """What the result belongs to: of several calls, the last."""
        return (
            "Your code gave, for the last call:"
            if "\n" in self.input
            else "Your code gave:"
        )


@dataclass(frozen=True, kw_only=True)
class Group:
    """Tests that share a status which says the same of each of them."""

    status: Status
    message: str
    titles: tuple[str, ...]

    @property
    def look(self) -> Look:
        """Word, shape and colour of the status."""
        return LOOKS[self.status]


@dataclass(frozen=True, kw_only=True)
class Page:
    """All that the template and the plain text show of one question."""

    label: str
    score: Score
    total: int
    passed: tuple[str, ...]
    rows: tuple[Row, ...]
    groups: tuple[Group, ...]
    faults: tuple[str, ...]
    summary: str

    @property
    def share(self) -> float:
        """Points earned of those there are, in [0, 1]."""
        top = self.score.max_points
        return min(1.0, max(0.0, (self.score.points or 0.0) / top)) if top > 0 else 0.0


def question_report(sheet: GradeSheet, question: str, number: str = "") -> Report:
    """Return the feedback on one question of a sheet.

    Args:
        sheet: the record of the grading.
        question: name of the question in the topic sheet.
        number: what it is called in the notebook, such as '7.2'.

    Raises:
        LookupError: the sheet knows nothing of such a question.
    """
    page = page_of(sheet, question, number)
    template = _templates().get_template("question.html.j2")
    html = template.render(page=page, looks=LOOKS)
    return Report(html=html.strip() + "\n", text="\n".join(_lines(page)) + "\n")


@cache
def _templates() -> Environment:
    return environment()


def page_of(sheet: GradeSheet, question: str, number: str = "") -> Page:
    """Gather what is shown of one question; see `question_report`."""
    score = next((s for s in sheet.scores if s.question == question), None)
    if score is None:
        known = ", ".join(s.question for s in sheet.scores)
        raise LookupError(
            f"the sheet of {sheet.topic} has no question {question!r}; it has: {known}"
        )
    own = [v for v in sheet.verdicts if v.question == question]
    weight = sum(v.weight for v in own) or 1.0
    by_hand = not own and not sheet.faults
    return Page(
        label=f"Question {number} · {question}" if number else question,
        score=score,
        total=len(own),
        passed=tuple(clean(v.title, 300) for v in own if v.passed),
        rows=tuple(
            _row(v, score.max_points * v.weight / weight)
            for v in own
            if not v.passed and v.status not in TOGETHER
        ),
        groups=tuple(_groups(own)),
        # Of a fault the student learns that it is ours; what broke is for those who mend it.
        faults=() if by_hand or own else (meaning("grader_fault"),),
        summary=_summary(score, own, by_hand=by_hand),
    )


def _row(verdict: Verdict, points: float) -> Row:
    source = clean(verdict.input, 8000)
    if source.isidentifier():  # the variable of a numeric question: its name is no news
        source = ""
    return Row(
        title=clean(verdict.title, 300),
        status=verdict.status,
        points=points,
        message=clean(verdict.message, 800) or meaning(verdict.status),
        hint=clean(verdict.hint, 1200),
        input=clean(source, 2400),
        replay=replay(source) if len(source) <= 2400 else "",
        result=clean(verdict.result, 1200),
        figure=png_data_uri(verdict.figure),
    )


def _groups(own: list[Verdict]) -> Iterator[Group]:
    """Yield the tests that share a status, in the order of TOGETHER, by message."""
    for status in TOGETHER:
        chosen = [v for v in own if v.status == status]
        for message in dict.fromkeys(v.message for v in chosen):
            titles = tuple(clean(v.title, 300) for v in chosen if v.message == message)
            # The message of a fault is a traceback of ours: no use to a student.
            own_words = status in ("grader_fault", "not_run") or not message
            shown = meaning(status) if own_words else clean(message, 500)
            yield Group(status=status, message=shown, titles=titles)


def _summary(score: Score, own: list[Verdict], *, by_hand: bool) -> str:
    """Return the one sentence that says where the student stands and what comes first."""
    if score.points is None and by_hand:
        return "A person will mark this question."
    if score.points is None:
        return "A person will look at this question before it gets its points."
    held = sum(v.passed for v in own)
    if held == len(own):
        return "Every property holds. Well done."
    if all(v.status == "not_defined" for v in own):
        return "There is nothing to grade here yet."
    if held == 0:
        return "None of the properties holds yet. Begin with the first one below."
    verb = "holds" if held == 1 else "hold"
    return f"{held} of {len(own)} properties {verb}. Begin with the first one below."


# ---- plain text
def _lines(page: Page) -> Iterator[str]:
    """Yield the lines of the plain text."""
    of = f"{number(page.score.max_points)} points"
    yield f"{page.label}: {number(page.score.points)} of {of}"
    yield from _wrap(page.summary)
    for fault in page.faults:
        yield from _wrap(
            f"{LOOKS['grader_fault'].shape} {fault} {LOOKS['grader_fault'].advice}"
        )
    for row in page.rows:
        yield ""
        yield from _row_lines(row)
    for group in page.groups:
        yield ""
        yield from _wrap(f"{group.look.shape} {group.look.word}: {group.message}")
        yield from _wrap(group.look.advice, "  ")
        for title in group.titles:
            yield from _wrap(f"- {title}", "  ", "    ")
    if page.passed:
        yield ""
        yield f"{LOOKS['passed'].shape} passed ({len(page.passed)} of {page.total})"
        for title in page.passed:
            yield from _wrap(f"- {title}", "  ", "    ")


def _row_lines(row: Row) -> Iterator[str]:
    yield from _wrap(
        f"{row.look.shape} {row.look.word}: {row.title} ({number(row.points)} p)"
    )
    yield from _wrap(row.message, "  ")
    if row.input:
        yield (
            "  To see it, paste:"
            if row.replay
            else "  Input (shortened, not to be pasted):"
        )
        yield textwrap.indent(row.replay or row.input, "    ")
    if row.result:
        yield f"  {row.gave}"
        yield textwrap.indent(row.result, "    ")
    if row.hint:
        yield from _wrap(f"Hint: {one_line(row.hint, 1200)}", "  ", "    ")
    yield from _wrap(row.advice, "  ")


def _wrap(text: str, first: str = "", rest: str = "  ") -> list[str]:
    """Return text broken into lines; nothing for nothing."""
    rest = max(first, rest, key=len)
    return textwrap.wrap(
        one_line(text, 2000), WIDTH, initial_indent=first, subsequent_indent=rest
    )
