"""`nbgrader export`: one CSV, a row a student, a column a question, and the course grade.

Columns: who; then for every assignment its questions in the order of the notebook, the sum,
the late penalty, the total, how many questions wait for a person; then the points of the
course, their percentage and the grade 0-5 (`Mpdl.grade_thresholds`). A question that was not
submitted is an empty cell. The file is RFC 4180: CRLF, quotes doubled. Spreadsheets run a cell
that begins like a formula, and names are chosen by students, so such text gets an apostrophe.
"""

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.plugins import ExportPlugin

from autograder.nbgrader_plugin.cells import question_of
from autograder.nbgrader_plugin.options import Mpdl
from course_lib.syllabus import find

FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # also the full-width signs


@dataclass
class Column:
    """One assignment: its questions and what they are worth."""

    name: str
    questions: list[str]
    max_points: float


@dataclass
class Row:
    """What one student has of one assignment."""

    points: dict[str, float] = field(default_factory=dict)
    waiting: int = 0
    penalty: float = 0.0
    submitted: bool = False

    @property
    def raw(self) -> float:
        """Sum over the questions."""
        return sum(self.points.values())

    @property
    def total(self) -> float:
        """The sum less the late penalty, never below 0."""
        return max(0.0, self.raw - self.penalty)


class CourseExport(ExportPlugin):
    """Marks of every question, totals and course grades as one CSV file."""

    def export(self, gradebook: Gradebook) -> None:
        """Write the table to `--to` (default grades.csv)."""
        columns = _columns(gradebook, [str(a) for a in self.assignment])
        rows = _rows(gradebook)
        wanted = {str(s) for s in self.student}
        students = [
            s
            for s in gradebook.db.query(Student).order_by(Student.id)
            if not wanted or s.id in wanted
        ]
        table = [_header(columns)]
        mpdl = Mpdl(parent=self)
        for s in students:
            who = [safe_text(t) for t in (s.id, s.last_name, s.first_name, s.email)]
            table.append(who + _marks([rows[s.id, c.name] for c in columns], columns, mpdl))
        destination = Path(self.to or "grades.csv")
        with destination.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\r\n").writerows(table)
        self.log.info("Exported %d students to %s", len(students), destination)


def safe_text(value: str | None) -> str:
    """Return text that no spreadsheet takes for a formula."""
    text = value or ""
    return "'" + text if text.lstrip(" ").startswith(FORMULA) else text


def _columns(gradebook: Gradebook, wanted: Sequence[str]) -> list[Column]:
    cells = (
        gradebook.db.query(Assignment.name, GradeCell.name, GradeCell.max_score)
        .join(Notebook, Notebook.assignment_id == Assignment.id)
        .join(GradeCell, GradeCell.notebook_id == Notebook.id)
    )
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for assignment, cell, points in cells:
        if not wanted or assignment in wanted:
            found[assignment][question_of(cell)] = points
    return [
        Column(name, _in_order(name, points), sum(points.values()))
        for name, points in sorted(found.items())
    ]


def _in_order(assignment: str, questions: dict[str, float]) -> list[str]:
    """Questions as the notebook has them; others (of a plain nbgrader assignment) by name."""
    try:
        order = [q.name for q in find(assignment).questions]
    except LookupError:
        order = []
    return [q for q in order if q in questions] + sorted(set(questions) - set(order))


def _rows(gradebook: Gradebook) -> dict[tuple[str, str], Row]:
    """Read all marks with two queries: a class of a thousand is 200 000 grades."""
    rows: dict[tuple[str, str], Row] = defaultdict(Row)
    grades = (
        gradebook.db.query(
            SubmittedAssignment.student_id, Assignment.name, BaseCell.name, Grade.score,
            Grade.needs_manual_grade,
        )
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
    )  # fmt: skip
    for student, assignment, cell, score, waits in grades:
        row = rows[student, assignment]
        row.submitted = True
        row.points[question_of(cell)] = score
        row.waiting += bool(waits)
    penalties = (
        gradebook.db.query(
            SubmittedAssignment.student_id, Assignment.name,
            SubmittedNotebook.late_submission_penalty,
        )
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
    )  # fmt: skip
    for student, assignment, penalty in penalties:
        rows[student, assignment].penalty += penalty or 0.0
    return rows


def _header(columns: Sequence[Column]) -> list[str]:
    header = ["student_id", "last_name", "first_name", "email"]
    for c in columns:
        sums = ["raw_score", "late_penalty", "total", "max_score", "waiting_for_a_person"]
        header += [f"{c.name}.{q}" for q in (*c.questions, *sums)]
    return [*header, "points", "max_points", "percent", "waiting_for_a_person", "grade"]


def _marks(rows: Sequence[Row], columns: Sequence[Column], mpdl: Mpdl) -> list[str]:
    """Return the numbers of one student, as text."""
    line: list[str] = []
    for row, column in zip(rows, columns, strict=True):
        line += [_number(row.points.get(q)) for q in column.questions]
        sums = (row.raw, row.penalty, row.total) if row.submitted else (None, None, 0.0)
        line += [_number(x) for x in (*sums, column.max_points)]
        line.append(str(row.waiting))
    total = sum(r.total for r in rows)
    most = sum(c.max_points for c in columns)
    percent = 100.0 * total / most if most else 0.0
    waiting = sum(r.waiting for r in rows)
    return [
        *line, _number(total), _number(most), _number(percent), str(waiting),
        str(mpdl.course_grade(percent)),
    ]  # fmt: skip


def _number(x: float | None) -> str:
    """Return a number with at most four decimals; nothing for None."""
    return "" if x is None else f"{round(x, 4):.10g}"
