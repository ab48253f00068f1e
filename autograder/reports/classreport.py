"""All GradeSheets of a topic → one HTML page, a table for the terminal, a CSV file.

Faults of ours come first: they are what a person has to do. Then who has which points and why,
and what the class says about the questions (see `analysis`).
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment
from rich.table import Table
from rich.text import Text

from autograder.errors import UsageError
from autograder.reports import analysis
from autograder.reports.text import clean, csv_cell, environment, number, one_line
from autograder.reports.words import LOOKS, Look
from autograder.verdicts import GradeSheet, Score, Status, Verdict
from course_lib.topic import Topic

FEW = 10
"""With fewer sheets than this the item analysis is noise, and the page says so."""

WORST: tuple[Status, ...] = (
    "grader_fault", "crashed", "out_of_memory", "timed_out", "bad_reply", "raised",
    "wrong", "not_run", "not_defined", "passed",
)  # fmt: skip
"""Which status a question shows if its tests have several: the first of these."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One student's outcome of one question."""

    score: Score | None
    status: Status | None
    """None if no test reported: a proof, or a question the grader never reached."""
    failed: tuple[str, ...] = ()

    @property
    def look(self) -> Look | None:
        """Word, shape and colour of the status."""
        return LOOKS[self.status] if self.status else None

    @property
    def points(self) -> str:
        """The points, or a dash for a person to replace."""
        return number(self.score.points if self.score else None)

    @property
    def words(self) -> str:
        """What a screen reader says, and a mouse shows."""
        status = self.look.word if self.look else "no test"
        if self.score is not None and self.score.points is None and self.score.reason:
            status = f"{status}; {self.score.reason}"
        return status + (f": {'; '.join(self.failed)}" if self.failed else "")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One student of the class."""

    student: str
    cells: tuple[Cell, ...]
    points: float
    max_points: float
    waiting: int
    """Questions that wait for a person."""
    notes: tuple[str, ...]
    faulty: bool


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar of the histogram, in the units of its drawing."""

    label: str
    count: int
    x: float
    y: float
    height: float


def class_report(topic: Topic, sheets: Sequence[GradeSheet]) -> str:
    """Return one self-contained HTML page on how a class did.

    Raises:
        UsageError: a sheet belongs to another topic.
    """
    lines = _lines(topic, sheets)
    return (
        _templates()
        .get_template("class.html.j2")
        .render(
            topic=topic,
            numbers=[topic.number(q.name) for q in topic.questions],
            lines=lines,
            faults=[_fault_lines(s) for s in _by_student(sheets) if s.is_faulty],
            spread=analysis.spread([s.points for s in sheets]),
            questions=analysis.question_items(topic, sheets),
            tests=analysis.hidden_test_items(topic, sheets),
            misconceptions=analysis.misconceptions(sheets)[:20],
            bars=_bars(analysis.histogram(sheets)),
            looks=LOOKS,
            waiting=sum(line.waiting > 0 for line in lines),
            few=len(sheets) < FEW,
            tiers=sorted({s.tier for s in sheets}),
        )
    )


@cache
def _templates() -> Environment:
    return environment()


def _by_student(sheets: Sequence[GradeSheet]) -> list[GradeSheet]:
    return sorted(sheets, key=lambda s: s.student)


def _lines(topic: Topic, sheets: Sequence[GradeSheet]) -> list[Line]:
    for sheet in sheets:
        if sheet.topic != topic.stem:
            raise UsageError(
                f"a report on {topic.stem} was given a sheet of {one_line(sheet.topic)} "
                f"(student {one_line(sheet.student)})"
            )
    return [
        Line(
            student=one_line(s.student, 80),
            cells=tuple(_cell(s, q.name) for q in topic.questions),
            points=s.points,
            max_points=s.max_points,
            waiting=sum(score.points is None for score in s.scores),
            notes=tuple(one_line(n, 200) for n in s.notes),
            faulty=s.is_faulty,
        )
        for s in _by_student(sheets)
    ]


def _cell(sheet: GradeSheet, question: str) -> Cell:
    own = [v for v in sheet.verdicts if v.question == question]
    there = {v.status for v in own}
    return Cell(
        score=next((s for s in sheet.scores if s.question == question), None),
        status=next((w for w in WORST if w in there), None),
        failed=tuple(clean(v.title, 120) for v in own if not v.passed)[:6],
    )


def _fault_lines(sheet: GradeSheet) -> tuple[str, list[str]]:
    """Return the student and one line for each thing of ours that broke."""
    broken: list[Verdict] = [v for v in sheet.verdicts if v.status == "grader_fault"]
    said = [*sheet.faults, *(f"{v.test}: {v.message}" for v in broken)]
    return one_line(sheet.student, 80), [one_line(line, 600) for line in said]


def _bars(counts: Sequence[int]) -> list[Bar]:
    """Place the bars in a drawing of 520 x 150 units whose tallest bar is 110 high."""
    top = max(max(counts, default=0), 1)
    width = 100 // len(counts)
    return [
        Bar(
            label=f"{i * width}–{(i + 1) * width}",
            count=n,
            x=10.0 + 50.0 * i,
            y=round(125.0 - 110.0 * n / top, 1),
            height=round(110.0 * n / top, 1),
        )
        for i, n in enumerate(counts)
    ]


# ---- the terminal
def class_table(topic: Topic, sheets: Sequence[GradeSheet]) -> Table:
    """Return the class as a table for the terminal: a row a student, a column a question."""
    table = Table(title=f"{topic.title} ({topic.points} points)", title_justify="left")
    table.add_column("student", overflow="fold")
    for q in topic.questions:
        table.add_column(f"{topic.number(q.name)}\n/{q.points}", justify="right")
    table.add_column(f"total\n/{topic.points}", justify="right")
    table.add_column("")
    for line in _lines(topic, sheets):
        # Text, not str: a name in [brackets] would be read as markup.
        cells = [_table_cell(c) for c in line.cells]
        total = Text(number(line.points), style="bold")
        table.add_row(Text(line.student), *cells, total, _remark(line))
    return table


def _table_cell(cell: Cell) -> Text:
    if cell.look is None:
        return Text(cell.points, style="dim")
    return Text(f"{cell.look.shape} {cell.points}", style=cell.look.style)


def _remark(line: Line) -> Text:
    if line.faulty:
        return Text("⚑ our fault: look", style=LOOKS["grader_fault"].style)
    waits = f"{line.waiting} to mark" if line.waiting else ""
    return Text("; ".join(filter(None, [waits, *line.notes[:1]])), style="dim")


# ---- the spreadsheet
def class_csv(topic: Topic, sheets: Sequence[GradeSheet]) -> str:
    """Return the class as CSV (RFC 4180) in which no cell is a formula.

    Points and status of every question, the total, and what a person has to look at. A
    question that waits for a person has an empty cell, which is not a 0.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    names = [q.name for q in topic.questions]
    head = ["student", *names, *(f"{n}_status" for n in names), "total", "max", "look"]
    writer.writerow([csv_cell(h) for h in head])
    for line in _lines(topic, sheets):
        points = [c.score.points if c.score else None for c in line.cells]
        look = "grader fault" if line.faulty else "; ".join(line.notes)
        writer.writerow(
            [
                csv_cell(line.student),
                *("" if p is None else f"{p:.10g}" for p in points),
                *(c.status or "" for c in line.cells),
                f"{line.points:.10g}",
                f"{line.max_points:.10g}",
                csv_cell(look),
            ]
        )
    return out.getvalue()
