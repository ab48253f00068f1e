"""Warm examiners of a worker process, and jobs on executors."""

from concurrent.futures import BrokenExecutor, Executor, Future

import pytest
import t99_toy

from autograder import batch
from autograder.errors import GraderFault
from autograder.grade import Pieces
from autograder.job import Job
from autograder.verdicts import GradeSheet
from course_lib import syllabus

STEM = "t99_toy"


def job(student):
    return Job(
        topic=STEM, student=student, edition="1", submission="a", variant={}, seed="00",
        segments=(),
    )  # fmt: skip


def sheet_for(job):
    return GradeSheet(
        topic=STEM, student=job.student, edition="1", submission="a", grader="b",
        variant="c", environment="d", seed="e", tier="full", layers=(), verdicts=(),
        scores=(),
    )  # fmt: skip


class Examiner:
    """Stands for an Examination; what it meets is in `script`."""

    script: tuple = ()
    made: list = []  # noqa: RUF012 - emptied for each test

    def __init__(self, pieces):
        self.grader = batch.grader_digest(pieces)
        self.closed = False
        self.made.append(self)

    def grade(self, job):
        step = self.script[len(self.made) - 1] if self.script else None
        if step:
            raise GraderFault(step)
        return sheet_for(job)

    def close(self):
        self.closed = True


@pytest.fixture
def examiner(monkeypatch, tmp_path):
    """The toy's grader in a file that can be changed, and examiners that only say they are."""
    grader = tmp_path / "grader.py"
    grader.write_text("one")
    pieces = Pieces(
        topic=t99_toy.TOPIC, module="t99_toy", grader=grader, solutions=tmp_path
    )
    monkeypatch.setattr(syllabus, "SYLLABUS", (t99_toy.TOPIC,))
    monkeypatch.setattr(batch, "pieces_of", lambda topic: pieces)
    monkeypatch.setattr(batch, "Examination", Examiner)
    monkeypatch.setattr(batch, "_examinations", {})
    monkeypatch.setattr(Examiner, "made", [])
    monkeypatch.setattr(Examiner, "script", ())
    return grader


def test_one_examiner_serves_many_jobs(examiner):
    assert [batch.grade_here(job(s)).student for s in ("ann", "bob")] == ["ann", "bob"]
    assert len(Examiner.made) == 1


def test_a_changed_grader_gets_a_new_examiner(examiner):
    batch.grade_here(job("ann"))
    examiner.write_text("two")
    batch.grade_here(job("bob"))

    old, new = Examiner.made
    assert old.closed
    assert not new.closed
    assert old.grader != new.grader


def test_a_dead_examiner_is_replaced_once(examiner):
    Examiner.script = ("the examiner ended", None)

    assert batch.grade_here(job("ann")).student == "ann"
    assert [e.closed for e in Examiner.made] == [True, False]


def test_a_second_death_is_a_fault(examiner):
    Examiner.script = ("the examiner ended", "the examiner ended again")

    assert batch.examine(job("ann").to_json()) == ("", "the examiner ended again")
    assert all(e.closed for e in Examiner.made)


def test_a_failed_canary_is_not_tried_again(examiner):
    Examiner.script = ("the model answer fails 1 hidden tests; nothing was graded", None)

    with pytest.raises(GraderFault, match="nothing was graded"):
        batch.grade_here(job("ann"))
    assert len(Examiner.made) == 1


class Slow(Executor):
    """Runs a job when its result is asked for; counts how many wait."""

    def __init__(self, breaks_after=10**9):
        self.breaks_after, self.submitted, self.most = breaks_after, 0, 0

    def submit(self, work, text):
        if self.submitted >= self.breaks_after:
            raise BrokenExecutor("a worker was killed")
        self.submitted += 1
        future = Future()
        future.set_result(work(text))
        return future


@pytest.mark.parametrize("executor", [None, Slow()], ids=["here", "executor"])
def test_every_job_gets_a_sheet(examiner, executor):
    names = [f"s{k}" for k in range(9)]

    results = list(batch.grade_all(map(job, names), executor, window=4))

    assert sorted(r.sheet.student for r in results) == names
    assert all(r.job.student == r.sheet.student for r in results)


def test_jobs_are_asked_for_as_the_work_goes_on(examiner):
    asked = []

    def jobs():
        for k in range(20):
            asked.append(k)
            yield job(f"s{k}")

    results = batch.grade_all(jobs(), Slow(), window=3)
    next(results)

    assert len(asked) == 3


def test_a_broken_executor_is_a_fault_of_each_job_that_is_left(examiner):
    results = list(batch.grade_all([job(f"s{k}") for k in range(7)], Slow(2), window=4))

    assert len(results) == 7
    assert sum(r.sheet is not None for r in results) == 2
    assert {r.fault for r in results if r.sheet is None} == {
        "a worker process ended: a worker was killed"
    }


def test_a_fault_in_a_worker_is_one_line(examiner):
    Examiner.script = ("no bubblewrap; nothing was graded",) * 3

    (result,) = batch.grade_all([job("ann")], Slow())

    assert (result.sheet, result.fault) == (None, "no bubblewrap; nothing was graded")
