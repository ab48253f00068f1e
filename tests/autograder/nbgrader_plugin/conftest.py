"""A small course with the toy topic, and a grading service that does what a test tells it.

Everything of nbgrader is real here: its apps, gradebook, exchange and converters. Only the
hidden tests are not run (tests/end_to_end does that): `Told` gives the verdicts it was told.
"""

import contextlib
import json
import os
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from jupyter_core.application import NoStart
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderApp

from autograder import build
from autograder.course import REPO, Course
from autograder.errors import GraderFault
from autograder.nbgrader_plugin import grading
from autograder.service import GradingService
from autograder.verdicts import CellRecord, GradeSheet, Score, Verdict, score_of
from course_lib import syllabus

TOY = REPO / "tests" / "toy"
STEM = "t99_toy"


def pytest_collection_modifyitems(items):
    """SQLAlchemy warns about what nbgrader does with it; that is not ours to mend."""
    for item in items:
        for rule in ("ignore::sqlalchemy.exc.SAWarning", "ignore::ResourceWarning"):
            item.add_marker(pytest.mark.filterwarnings(rule))


@pytest.fixture(scope="session", autouse=True)
def _toy_in_syllabus(toy):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(syllabus, "SYLLABUS", (*syllabus.SYLLABUS, toy))
        yield


class Told(GradingService):
    """A grading service that was told what the hidden tests say."""

    def __init__(self, course):
        super().__init__(course)
        self.verdicts = {}
        """Status by question; what is not named passes."""
        self.fault = ""
        self.tier = "full"
        self.graded = []

    def sheet_for(self, stem, student, notebook, notes):
        """Return a sheet with one verdict for each question."""
        if self.fault:
            raise GraderFault(self.fault)
        topic, job = self.topic(stem), self.job(stem, student, notebook, notes)
        self.graded.append((student, notebook))
        verdicts = tuple(
            Verdict(test=f"test_{q.name}", question=q.name, weight=1.0, title=f"{q.name} holds",
                    status=self.verdicts.get(q.name, "passed"), message="a <b>message</b>")
            for q in topic.questions if q.kind != "proof"
        )  # fmt: skip
        scores = tuple(
            Score(question=q.name, max_points=q.points, points=None, reason="by hand")
            if q.kind == "proof" else score_of(q.name, q.points, verdicts)
            for q in topic.questions
        )  # fmt: skip
        cells = tuple(
            CellRecord(index=i, stdout=f"cell {i}\n", stderr="RuntimeWarning: overflow\n")
            for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"
        )  # fmt: skip
        sheet = GradeSheet(
            topic=stem, student=student, edition=job.edition, submission=job.submission,
            grader="g", variant="v", environment="e", seed="s", tier=self.tier, layers=(),
            verdicts=verdicts, scores=scores, cells=cells, notes=notes,
        )  # fmt: skip
        self.store.put(sheet, job.submission[:40])
        return sheet

    def close(self):
        """Nothing was started."""


class Desk:
    """A course directory and what a teacher and students do with it."""

    def __init__(self, root: Path):
        self.root = root
        self.course = Course(root)
        self.db = f"sqlite:///{root}/gradebook.db"

    def nbgrader(self, *args: str, where: Path | None = None) -> int:
        """Run an nbgrader command in this process; return its exit code."""
        here = os.getcwd()
        os.chdir(where or self.root)
        app = NbGraderApp.instance()
        try:
            app.initialize([*args, "--log-level=ERROR"])
            with contextlib.suppress(NoStart):  # how Jupyter says that a subcommand ran
                app.start()
        except SystemExit as e:
            return int(e.code or 0)
        finally:
            app.reset()
            os.chdir(here)
        return 0

    def released(self, student: str):
        """Return the notebook a student was given."""
        shelf = self.root / "exchange" / "mpdl" / "variants"
        return nbformat.read(shelf / student / STEM / f"{STEM}.ipynb", as_version=4)

    def hand_in(self, student: str, notebook) -> Path:
        """Put a notebook (or bytes) where nbgrader collects submissions."""
        path = self.root / "submitted" / student / STEM / f"{STEM}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(notebook, bytes):
            path.write_bytes(notebook)
        else:
            path.write_text(json.dumps(notebook))  # as it is: nbformat would mend it
        return path

    def answered(self, student: str, **answers: str):
        """Return a student's notebook with answers in some cells."""
        notebook = self.released(student)
        for name, source in answers.items():
            cell(notebook, name).source = source
        return notebook

    def autograded(self, student: str):
        """Return the autograded notebook of a student."""
        path = self.root / "autograded" / student / STEM / f"{STEM}.ipynb"
        return nbformat.read(path, as_version=4)

    def grades(self, student: str) -> dict[str, tuple]:
        """Return (auto score, manual score, waits for a person) of every question."""
        with Gradebook(self.db, "mpdl") as book:
            submission = book.find_submission_notebook(STEM, STEM, student)
            return {
                g.name.removesuffix("_tests"): (
                    g.auto_score, g.manual_score, g.needs_manual_grade
                )
                for g in submission.grades
            }  # fmt: skip


def cell(notebook, grade_id):
    """Return the cell with this grade id."""
    return next(
        c
        for c in notebook.cells
        if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


@pytest.fixture(scope="session")
def released_course(toy, _toy_in_syllabus, tmp_path_factory):
    """A course in which the toy was released to ann, bob and cat; copied for each test."""
    root = tmp_path_factory.mktemp("course")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
        shutil.copy(REPO / "nbgrader_config.py", root)
        desk = Desk(root)
        build.build(toy, root, template=TOY / f"{STEM}.md.j2")
        for student in ("ann", "bob", "cat"):
            with Gradebook(desk.db, "mpdl") as book:
                book.add_student(student)
        assert desk.nbgrader("generate_assignment", STEM) == 0
        assert desk.nbgrader("release_assignment", STEM) == 0
    return root


@pytest.fixture
def desk(released_course, tmp_path, monkeypatch):
    """A fresh copy of the released course, with a service that is told what to say."""
    root = tmp_path / "course"
    shutil.copytree(released_course, root, copy_function=shutil.copy2)
    desk = Desk(root)
    desk.service = Told(desk.course)
    monkeypatch.setitem(grading._services, root, desk.service)
    return desk
