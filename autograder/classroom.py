"""A whole class: grade what is new in parallel, write the marks as they come.

The slow part (running submissions) goes to an executor; the gradebook has one writer, this
process. Both can be stopped at any moment: sheets are stored as they fall and taken from the
store the next time. A submission is in memory only while it is being graded.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

from autograder.batch import Graded, grade_all, local_executor
from autograder.course import Course
from autograder.errors import GraderFault, UsageError
from autograder.job import Job
from autograder.nbgrader_plugin.api import Autograded
from autograder.nbgrader_plugin.grading import InTransit
from autograder.nbgrader_plugin.writer import MarkWriter
from autograder.service import BatchService
from autograder.verdicts import GradeSheet

Told = Callable[[str, str], None]
"""Called with (student, what happened) as the work goes on."""


def who_submitted(course: Course, stem: str) -> tuple[str, ...]:
    """Return the students with a submission of this assignment, in order."""
    return tuple(
        sorted(p.parent.name for p in course.submitted.glob(f"*/{stem}") if p.is_dir())
    )


def grade_class(
    course: Course,
    stem: str,
    students: Sequence[str] = (),
    *,
    jobs: int = 1,
    told: Told = lambda student, what: None,
) -> tuple[Autograded, ...]:
    """Grade the submissions of a class (or of some students) and write the marks.

    Args:
        course: the course directory.
        stem: the assignment.
        students: whom to grade; empty means everybody who submitted.
        jobs: processes that grade at the same time.
        told: hears of each student: "known" or "graded" and then "written"; or "refused", or
            "fault" if nothing could be graded.

    Raises:
        UsageError: no such assignment, or nobody has submitted it.
    """
    service = BatchService(course)
    service.topic(stem)
    everybody = tuple(dict.fromkeys(students)) or who_submitted(course, stem)
    if not everybody:
        raise UsageError(
            f"nobody has submitted {stem}: no folder {course.submitted}/*/{stem}"
        )
    jobs = min(jobs, len(everybody))
    with MarkWriter(service, stem) as writer, ExitStack() as stack:
        batch = _Batch(service, writer, told)
        executor = stack.enter_context(local_executor(jobs)) if jobs > 1 else None
        for graded in grade_all(batch.jobs(everybody), executor):
            batch.take(graded)
    return tuple(batch.results[s] for s in everybody)


class _Batch:
    """The submissions on their way through the grader, and what came of the others."""

    def __init__(self, service: BatchService, writer: MarkWriter, told: Told) -> None:
        self.service, self.writer, self.told = service, writer, told
        self.results: dict[str, Autograded] = {}
        self._under_way: dict[str, InTransit] = {}

    def jobs(self, students: Sequence[str]) -> Iterator[Job]:
        """Read one submission after another; yield those that are not graded yet."""
        for student in students:
            try:
                submission = self.writer.read(student)
                job = self.service.job(
                    self.writer.stem,
                    student,
                    submission.normalised.notebook,
                    submission.normalised.notes,
                )
            except UsageError as e:
                self.results[student] = Autograded(
                    student=student, outcome="refused", text=str(e)
                )
                self.told(student, "refused")
                continue
            sheet = self.service.stored(job)
            if sheet is None:
                self._under_way[student] = submission
                yield job
            else:
                self.told(student, "known")
                self._write(student, submission, sheet)

    def take(self, graded: Graded) -> None:
        """Store what came of a job, and write the marks."""
        student = graded.job.student
        submission = self._under_way.pop(student)
        if graded.sheet is None:
            self.results[student] = self.writer.fail(student, GraderFault(graded.fault))
            self.told(student, "fault")
            return
        self.service.add(graded.sheet)
        self.told(student, "graded")
        self._write(student, submission, graded.sheet)

    def _write(self, student: str, submission: InTransit, sheet: GradeSheet) -> None:
        self.results[student] = self.writer.write(student, submission, sheet)
        self.told(student, "written")
