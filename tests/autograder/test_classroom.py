"""A class graded with `grade_class`: real sandbox, real gradebook, the toy topic.

A copy of the class is graded by nbgrader's converter as well: every table and every file must
be the same.
"""

import json
import os
import shutil
import sys
from pathlib import Path

import left_behind
import pytest
import t99_toy
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI

from autograder import batch, build, service
from autograder.answering import write_answers
from autograder.catalogue import catalogue, segments
from autograder.classroom import grade_class
from autograder.course import REPO, Course
from autograder.errors import UsageError
from autograder.grade import Pieces
from autograder.ledger import frozen_variant
from autograder.nbgrader_plugin import api, grading
from autograder.released import student_notebook
from autograder.variants import to_data
from course_lib import syllabus

STEM = "t99_toy"
TOY = Path(t99_toy.__file__).parent
CLASS = ("ann", "bob", "cat", "dan")

pytestmark = pytest.mark.filterwarnings(
    "ignore::sqlalchemy.exc.SAWarning", "ignore::ResourceWarning"
)


@pytest.fixture(scope="module")
def pieces():
    """The toy topic stands in the syllabus; its grader and answers lie in tests/toy."""
    pieces = Pieces(
        topic=t99_toy.TOPIC, module="t99_toy", grader=TOY / "grader_t99_toy.py",
        solutions=TOY / "solutions",
    )  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
        patch.setattr(syllabus, "SYLLABUS", (*syllabus.SYLLABUS, t99_toy.TOPIC))
        patch.setattr(batch, "pieces_of", lambda topic: pieces)
        patch.setattr(service, "pieces_of", lambda topic: pieces)
        yield pieces
    grading.close_services()
    batch.drop_all()


@pytest.fixture(scope="module")
def handed_in(pieces, tmp_path_factory):
    """A course: ann is right, bob has one answer wrong, cat is blank, dan handed in a letter."""
    root = tmp_path_factory.mktemp("class") / "course"
    root.mkdir()
    shutil.copy(REPO / "nbgrader_config.py", root)
    course = Course(root)
    with Gradebook(f"sqlite:///{root}/gradebook.db", "mpdl") as book:
        for student in CLASS:
            book.add_student(student)
    build.build(t99_toy.TOPIC, root, template=TOY / f"{STEM}.md.j2")
    config = course.config.copy()
    config.CourseDirectory.root = str(root)
    assert NbGraderAPI(config=config).generate_assignment(STEM)["success"]
    model = catalogue(TOY / "solutions", t99_toy.TOPIC)[0]
    for student in CLASS:
        notebook = student_notebook(course, t99_toy.TOPIC, student)
        data = to_data(frozen_variant(course, t99_toy.TOPIC, student), t99_toy.TOPIC)
        if student in ("ann", "bob"):
            cells = segments(model, model, t99_toy.TOPIC, data)
            notebook = write_answers(notebook, cells)
        if student == "bob":
            cell = next(
                c
                for c in notebook.cells
                if c.metadata.get("nbgrader", {}).get("grade_id") == "mean"
            )
            cell.source = "def mean(x):\n    print('here')\n    return 0.0"
        path = course.submission(student, STEM)
        path.parent.mkdir(parents=True)
        path.write_text("Dear teacher" if student == "dan" else json.dumps(notebook))
        (path.parent / "timestamp.txt").write_text("2026-01-02 12:00:00 UTC")
    return root


@pytest.fixture
def course(handed_in, tmp_path):
    return Course(shutil.copytree(handed_in, tmp_path / "course"))


@pytest.fixture
def nothing_is_graded(monkeypatch):
    monkeypatch.setattr(batch, "examination_of", lambda stem: pytest.fail("graded"))


def points(results):
    return {r.student: r.sheet.points for r in results if r.sheet}


def test_a_class_is_graded_as_nbgraders_converter_grades_it(course, tmp_path):
    other = Course(shutil.copytree(course.root, tmp_path / "other"))
    told = []

    results = grade_class(course, STEM, told=lambda *what: told.append(what))
    again = list(api.autograde_many(other.root, STEM, CLASS))

    assert [(r.student, r.outcome) for r in results] == [
        ("ann", "graded"), ("bob", "graded"), ("cat", "graded"), ("dan", "refused"),
    ]  # fmt: skip
    assert [r.outcome for r in again] == [r.outcome for r in results]
    assert [r.sheet and r.sheet.fingerprint for r in again] == [
        r.sheet and r.sheet.fingerprint for r in results
    ]
    assert points(results)["ann"] > points(results)["bob"] > points(results)["cat"] == 0
    assert left_behind.tables(course.root) == left_behind.tables(other.root)
    assert left_behind.files(course.root) == left_behind.files(other.root)
    assert ("ann", "graded") in told
    assert told[-1] == ("dan", "refused")


def test_nothing_is_graded_twice(course, monkeypatch):
    first = grade_class(course, STEM, CLASS[:2])
    monkeypatch.setattr(batch, "examination_of", lambda stem: pytest.fail("graded"))
    told = []

    again = grade_class(course, STEM, CLASS[:2], told=lambda *what: told.append(what))

    assert again == first
    assert told == [(s, what) for s in CLASS[:2] for what in ("known", "written")]


def test_a_batch_that_was_stopped_goes_on_where_it_was(course, monkeypatch):
    grade, left = batch.grade_here, ["ann"]

    def stop(job):
        if job.student not in left:
            raise KeyboardInterrupt
        return grade(job)

    monkeypatch.setattr(batch, "grade_here", stop)
    with pytest.raises(KeyboardInterrupt):
        grade_class(course, STEM)
    left[:] = ["bob", "cat"]

    results = grade_class(course, STEM)

    assert set(points(results)) == {"ann", "bob", "cat"}


def test_another_submission_asks_the_marker_to_look_again(course):
    grade_class(course, STEM, ["ann"])
    with Gradebook(course.db_url, "mpdl") as book:
        grade = book.find_grade("mean_tests", STEM, STEM, "ann")
        grade.manual_score, grade.needs_manual_grade = 5.0, False
        book.db.commit()

    def waits():
        grade_class(course, STEM, ["ann"])
        with Gradebook(course.db_url, "mpdl") as book:
            grade = book.find_grade("mean_tests", STEM, STEM, "ann")
            assert grade.manual_score == 5.0
            return grade.needs_manual_grade

    assert not waits()
    path = course.submission("ann", STEM)
    notebook = json.loads(path.read_text())
    notebook["cells"].append(
        {"cell_type": "markdown", "id": "x", "metadata": {}, "source": "One word more."}
    )
    path.write_text(json.dumps(notebook))
    assert waits()


def test_a_fault_costs_no_mark_and_nobody_else_anything(course, monkeypatch):
    before = grade_class(course, STEM, ["bob"])
    with Gradebook(course.db_url, "mpdl") as book:
        marks = [
            g.auto_score for g in book.find_submission(STEM, "bob").notebooks[0].grades
        ]
    shutil.rmtree(course.records / "sheets" / STEM / "bob")
    grade = batch.grade_here

    def break_for_bob(job):
        if job.student == "bob":
            raise batch.GraderFault("the examiner ended\ntwice")
        return grade(job)

    monkeypatch.setattr(batch, "grade_here", break_for_bob)
    results = {r.student: r for r in grade_class(course, STEM)}

    assert before[0].outcome == "graded"
    assert results["bob"].outcome == "fault"
    assert results["bob"].text == "the examiner ended twice"
    assert results["ann"].outcome == results["cat"].outcome == "graded"
    with Gradebook(course.db_url, "mpdl") as book:
        assert marks == [
            g.auto_score for g in book.find_submission(STEM, "bob").notebooks[0].grades
        ]


@pytest.mark.usefixtures("nothing_is_graded")
def test_who_is_unknown_or_sent_a_letter_is_one_line_and_touches_nothing(course):
    shutil.copytree(course.submitted / "ann", course.submitted / "eve")
    before = left_behind.tables(course.root)

    results = grade_class(course, STEM, ["eve", "dan", "nobody", "eve"])

    assert [r.outcome for r in results] == ["refused"] * 3
    assert results[0].text == "no student 'eve' in the gradebook"
    assert all("\n" not in r.text for r in results)
    assert left_behind.tables(course.root) == before
    assert not course.autograded.exists()


@pytest.mark.usefixtures("nothing_is_graded")
def test_what_nobody_handed_in_is_one_line(course):
    shutil.rmtree(course.submitted)
    with pytest.raises(UsageError, match=f"nobody has submitted {STEM}"):
        grade_class(course, STEM)
    with pytest.raises(UsageError, match="no topic 't98_nothing'"):
        grade_class(course, "t98_nothing")
