"""`make demo`: a small class, from the template to the course grade.

Everything is real: nbgrader's exchange, gradebook and feedback, the sandbox, the hidden tests.
Six students: one right, one right by another road, one with catalogued misconceptions, one who
hands in a blank notebook, one whose code runs for ever, one who attacks the grader.
"""

import os
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins.export import ExportPlugin
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from traitlets.config import Config

from autograder import variants
from autograder.answering import write_answers
from autograder.catalogue import Answer, catalogue, compose
from autograder.classroom import grade_class
from autograder.course import REPO, Course
from autograder.environment import complete_path
from autograder.errors import GraderFault, MpdlError
from autograder.ledger import frozen_variant
from autograder.nbgrader_plugin.fetch import FetchVariant, SubmitWithReceipt
from autograder.notebook import notebook_text, read_notebook
from autograder.releasing import nbgrader_api, reason_of, release
from autograder.reports.classreport import class_report
from autograder.sitting import Segment
from autograder.store import SheetStore
from course_lib.syllabus import SYLLABUS, find
from course_lib.topic import Topic

ROOT = Path("demo")

JOBS = 2

EXEMPLARY = (
    "t07_backpropagation",
    "t06_stochastic_gradient_descent",
    "t13_rademacher_complexity",
)

ATTACK = """\
import builtins, gc, os, sys
import numpy as np
np.allclose = np.array_equal = lambda *a, **k: True
np.testing.assert_allclose = lambda *a, **k: None
for path in ("gradebook.db", "../gradebook.db", "/proc/1/environ", "records/course.key"):
    try:
        print(open(path).read())
    except OSError as e:
        print(path, "->", type(e).__name__)
for attempt in (os.fork, lambda: os.system("id"), lambda: os.kill(os.getppid(), 9)):
    try:
        print(attempt())
    except OSError as e:
        print(type(e).__name__)


class Always(float):
    __eq__ = __le__ = __lt__ = __ge__ = lambda self, other: True
    __sub__ = __rsub__ = __abs__ = lambda self, *other: Always(0)


def {name}(*args, **kwargs):
    return Always(0)
"""


@dataclass(frozen=True)
class Student:
    """One of the class: id, what they do, and how they answer."""

    name: str
    about: str
    answers: Callable[[Topic, Sequence[Answer], object], tuple[Segment, ...]]


def _plain(topic: Topic, variant: object) -> dict[str, object]:
    return variants.to_data(variant, topic)


def _right(topic: Topic, answers: Sequence[Answer], variant: object) -> tuple[Segment, ...]:
    return compose(answers[:1], topic, _plain(topic, variant))


def _other_road(
    topic: Topic, answers: Sequence[Answer], variant: object
) -> tuple[Segment, ...]:
    others = [a for a in answers[1:] if a.accepted]
    return compose([*others, answers[0]], topic, _plain(topic, variant))


def _mistaken(
    topic: Topic, answers: Sequence[Answer], variant: object
) -> tuple[Segment, ...]:
    wrong = [a for a in answers if not a.accepted]
    return compose([*wrong[::4], answers[0]], topic, _plain(topic, variant))


def _blank(topic: Topic, answers: Sequence[Answer], variant: object) -> tuple[Segment, ...]:
    return ()


def _for_ever(
    topic: Topic, answers: Sequence[Answer], variant: object
) -> tuple[Segment, ...]:
    last = [q for q in topic.questions if q.kind == "code"][-1]
    loop = "".join(
        f"def {f}(*args, **kwargs):\n    while True:\n        pass\n"
        for f in last.callables
    )
    return tuple(
        Segment(s.question, (*s.cells[:-1], (0, loop))) if s.question == last.name else s
        for s in _right(topic, answers, variant)
    )


def _attack(
    topic: Topic, answers: Sequence[Answer], variant: object
) -> tuple[Segment, ...]:
    return tuple(
        Segment(q.name, ((0, ATTACK.replace("{name}", q.callables[0])),))
        for q in topic.questions
        if q.kind == "code"
    )


CLASS = (
    Student("ada", "everything right", _right),
    Student("aino", "one function runs for ever", _for_ever),
    Student("bela", "right by other roads", _other_road),
    Student("chen", "catalogued misconceptions", _mistaken),
    Student("dora", "a blank notebook", _blank),
    Student("mallory", "attacks the grader", _attack),
)


class Demo:
    """The course directory of the demo and what is done in it."""

    def __init__(self, root: Path, topics: Sequence[Topic], console: Console) -> None:
        self.root = root.resolve()
        self.topics = topics
        self.console = console
        self.homes = self.root / "homes"
        self.answers = {t.stem: catalogue(REPO / "solutions", t) for t in topics}

    @property
    def course(self) -> Course:
        """The course; its configuration is a copy of the repository's."""
        return Course(self.root)

    def directory(self, stem: str, student: str = "*") -> CourseDirectory:
        """Return nbgrader's view of the course for one assignment."""
        return CourseDirectory(
            config=self.course.config,
            root=str(self.root),
            assignment_id=stem,
            student_id=student,
        )

    def begin(self) -> None:
        """Make an empty course directory."""
        if self.root.exists():
            shutil.rmtree(self.root)
        self.root.mkdir(parents=True)
        shutil.copy(REPO / "nbgrader_config.py", self.root)

    def release(self, topic: Topic) -> None:
        """Build the assignment and give every student their variant."""
        release(self.course, topic, students=[s.name for s in CLASS])

    def submit(self, topic: Topic, student: Student) -> None:
        """Fetch, answer and submit as this student."""
        home = self.homes / student.name
        home.mkdir(parents=True, exist_ok=True)
        config = Config(self.course.config)
        config.Exchange.root = str(self.course.exchange)
        config.Exchange.assignment_dir = str(home)
        parts = {
            "coursedir": self.directory(topic.stem, student.name),
            "authenticator": Authenticator(config=config),
            "config": config,
        }
        with _working_in(home):
            FetchVariant(**parts).start()
            path = home / topic.stem / f"{topic.stem}.ipynb"
            path.write_text(
                notebook_text(self.answer(topic, student, path)), encoding="utf-8"
            )
            parts["coursedir"].assignment_id = str(home / topic.stem)
            SubmitWithReceipt(**parts).start()

    def answer(self, topic: Topic, student: Student, path: Path) -> NotebookNode:
        """Return the student's notebook with their answers in it."""
        answers = self.answers[topic.stem]
        variant = frozen_variant(self.course, topic, student.name)
        proofs = {
            q.name: "By the chain rule, as in the lecture."
            for q in topic.questions
            if q.kind == "proof" and student.name in ("ada", "bela", "chen")
        }
        written = student.answers(topic, answers, variant)
        return write_answers(read_notebook(path), written, proofs)

    def export(self) -> Path:
        """Write the marks of the course as CSV."""
        from autograder.nbgrader_plugin.export import CourseExport

        path = self.root / "grades.csv"
        plugin: ExportPlugin = CourseExport(config=self.course.config)
        plugin.to = str(path)
        with Gradebook(self.course.db_url, self.course.course_id) as gradebook:
            plugin.export(gradebook)
        return path

    def run(self) -> int:
        """Do all of it; return the exit code."""
        self.begin()
        steps = len(self.topics) * (len(CLASS) + 3)
        columns = (TextColumn("{task.description:<46}"), BarColumn(), MofNCompleteColumn())
        faults = 0
        with Progress(*columns, console=self.console) as progress:
            bar = progress.add_task("", total=steps)

            def step(what: str) -> None:
                progress.update(bar, description=what)

            for topic in self.topics:
                step(f"release {topic.stem}")
                self.release(topic)
                progress.advance(bar)
                for student in CLASS:
                    step(f"{student.name} fetches, answers, submits")
                    self.submit(topic, student)
                step(f"collect {topic.stem}")
                _done(nbgrader_api(self.course).collect(topic.stem, update=True), "collect")
                progress.advance(bar)

                def told(student: str, what: str) -> None:
                    step(f"autograde {student}: {what}")
                    if what in ("written", "refused", "fault"):
                        progress.advance(bar)

                results = grade_class(self.course, topic.stem, jobs=JOBS, told=told)
                faults += sum(r.outcome != "graded" for r in results)
                for r in results:
                    if r.outcome != "graded":
                        self.console.print(f"{r.student}: {r.text}", markup=False)
                step(f"feedback for {topic.stem}")
                _done(
                    nbgrader_api(self.course).generate_feedback(topic.stem, force=True),
                    "feedback",
                )
                self.report(topic)
                progress.advance(bar)
        return 3 if faults else 0

    def report(self, topic: Topic) -> None:
        """Write the class report of one topic."""
        store = SheetStore(self.course.records / "sheets")
        latest = (store.latest(topic.stem, s.name) for s in CLASS)
        page = class_report(topic, [sheet for sheet in latest if sheet is not None])
        (self.root / f"class_{topic.stem}.html").write_text(page, encoding="utf-8")

    def table(self) -> Table:
        """Return the table of the class: points by topic, read from the gradebook."""
        table = Table(title="the class", title_justify="left")
        table.add_column("student")
        table.add_column("what they did")
        for topic in self.topics:
            table.add_column(topic.stem[:3], justify="right")
        with Gradebook(self.course.db_url, self.course.course_id) as gradebook:
            for student in CLASS:
                row = [
                    gradebook.find_submission(topic.stem, student.name)
                    for topic in self.topics
                ]
                cells = [f"{r.score:.1f} / {r.max_score:.0f}" for r in row]
                table.add_row(student.name, student.about, *cells)
        return table


class _working_in:
    """Work in a folder for a while: nbgrader takes student files from the working directory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> None:
        self.before = Path.cwd()
        os.chdir(self.folder)

    def __exit__(self, *error: object) -> None:
        os.chdir(self.before)


def _done(result: dict[str, object], what: str) -> None:
    if not result["success"]:
        raise GraderFault(f"nbgrader {what} failed: {reason_of(result)}")


def main(argv: list[str] | None = None) -> int:
    """Run the demo for the exemplary topics, or for those that are named."""
    stems = sys.argv[1:] if argv is None else argv
    console = Console()
    started = time.monotonic()
    complete_path()
    try:
        chosen = stems or [s for s in EXEMPLARY if s in {t.stem for t in SYLLABUS}]
        topics = [find(stem) for stem in chosen]
        demo = Demo(ROOT, topics, console)
        code = demo.run()
        console.print(demo.table())
        path = demo.export()
    except LookupError as e:
        click.echo(f"demo: {e}", err=True)
        return 2
    except MpdlError as e:
        click.echo(f"demo: {e}", err=True)
        return e.exit_code
    _tell(console, topics, path)
    console.print(f"done in {time.monotonic() - started:.0f} s")
    return code


def _tell(console: Console, topics: Sequence[Topic], grades: Path) -> None:
    """Say what there is to open."""
    stem = topics[0].stem
    console.print(
        "proofs wait for a person, so a perfect student has all points but the proof's"
    )
    console.print("open:")
    for what in (
        f"demo/homes/ada/{stem}/{stem}.ipynb   a student's notebook",
        f"demo/feedback/chen/{stem}/{stem}.html   feedback on misconceptions",
        f"demo/class_{stem}.html   report on the class",
        f"demo/{grades.name}   all marks, and the course grade",
        "demo/records/sheets/   the record of every grading",
    ):
        console.print(f"  {what}", highlight=False)


if __name__ == "__main__":
    sys.exit(main())
