"""Grading for a course directory: the stored sheet, or one that is graded now."""

import copy
import dataclasses

import pytest

from autograder import batch, service
from autograder.course import Course
from autograder.errors import GraderFault, UsageError
from autograder.grade import Pieces, environment_digest, grader_digest
from autograder.released import student_notebook
from autograder.service import BatchService, GradingService
from autograder.verdicts import GradeSheet, digest
from course_lib import syllabus

STEM = "t99_toy"


@pytest.fixture
def graded(monkeypatch, toy, tmp_path):
    """The toy in the syllabus; the jobs that were graded, and the file of the grader."""
    grader = tmp_path / "grader.py"
    grader.write_text("one")
    pieces = Pieces(topic=toy, module=STEM, grader=grader, solutions=tmp_path)
    given = []

    def grade(job):
        given.append(job)
        return GradeSheet(
            topic=STEM, student=job.student, edition=job.edition, submission=job.submission,
            grader=grader_digest(pieces), variant=job.variant_digest,
            environment=environment_digest(), seed=digest(job.seed), tier="full", layers=(),
            verdicts=(), scores=(),
        )  # fmt: skip

    monkeypatch.setattr(syllabus, "SYLLABUS", (toy,))
    monkeypatch.setattr(service, "pieces_of", lambda topic: pieces)
    monkeypatch.setattr(service, "grade_here", grade)
    return given, grader


@pytest.fixture
def notebook(course, toy):
    return student_notebook(course, toy, "ann")


@pytest.fixture
def grading(course):
    return GradingService(course)


def test_nothing_is_graded_twice(graded, grading, notebook):
    given, _ = graded
    sheets = [grading.sheet_for(STEM, "ann", notebook, ()) for _ in range(3)]

    assert len(given) == 1
    assert sheets[0] == sheets[1] == sheets[2]


def test_a_stored_sheet_is_not_written_again(graded, grading, notebook, monkeypatch):
    grading.sheet_for(STEM, "ann", notebook, ())
    monkeypatch.setattr("autograder.store._write", lambda *_, **__: pytest.fail("written"))

    grading.sheet_for(STEM, "ann", notebook, ())


def test_a_submission_that_comes_back_counts_again(graded, grading, notebook):
    other = copy.deepcopy(notebook)
    other.cells[-1].source += "\n"
    first = grading.sheet_for(STEM, "ann", notebook, ())
    second = grading.sheet_for(STEM, "ann", other, ())
    assert grading.store.latest(STEM, "ann") == second

    grading.sheet_for(STEM, "ann", notebook, ())

    assert grading.store.latest(STEM, "ann") == first
    assert grading.store.graded_before(STEM, "ann") == first.submission


def test_a_changed_grader_grades_again(graded, grading, notebook):
    given, grader = graded
    grading.sheet_for(STEM, "ann", notebook, ())
    grader.write_text("two")
    grading.sheet_for(STEM, "ann", notebook, ())

    assert len(given) == 2


def test_a_batch_is_graded_by_one_grader(graded, course, notebook):
    _, grader = graded
    one = BatchService(course)
    job = one.job(STEM, "ann", notebook, ())
    assert one.stored(job) is None
    before = one.judges(STEM)
    grader.write_text("two")

    assert one.judges(STEM) == before
    assert GradingService(course).judges(STEM) != before
    assert one.release(STEM) is one.release(STEM)


def test_what_was_graded_without_isolation_is_not_kept(
    graded, grading, notebook, monkeypatch
):
    grade = service.grade_here
    monkeypatch.setattr(
        service, "grade_here", lambda job: dataclasses.replace(grade(job), tier="none")
    )

    with pytest.raises(GraderFault, match="tier none"):
        grading.sheet_for(STEM, "ann", notebook, ())
    assert grading.store.students(STEM) == ()


@pytest.mark.usefixtures("graded")
def test_a_dead_examiner_is_replaced_once(grading, notebook, monkeypatch):
    """The button of formgrader tries again, as a batch does."""
    monkeypatch.setattr(service, "grade_here", batch.grade_here)
    tries = []

    class Examination:
        def grade(self, job):
            tries.append(job)
            raise GraderFault("the examiner ended")

    monkeypatch.setattr(batch, "examination_of", lambda stem: Examination())
    with pytest.raises(GraderFault, match="the examiner ended"):
        grading.sheet_for(STEM, "ann", notebook, ())
    assert len(tries) == 2


def test_a_topic_that_is_not_there_is_one_line(course):
    with pytest.raises(UsageError, match="no topic 't98_nothing'"):
        GradingService(Course(course.root)).topic("t98_nothing")
