"""A whole class: grade what is new in parallel, then let nbgrader write the marks.

The slow part (running submissions) goes to an executor; the gradebook has one writer. Both
parts can be stopped at any moment: sheets are stored as they fall and taken from the store
the next time.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from autograder.batch import Graded, examine, grade_all, local_executor
from autograder.course import Course
from autograder.errors import UsageError
from autograder.job import Job
from autograder.nbgrader_plugin.api import Autograded, autograde_many
from autograder.service import GradingService
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
        told: hears of each student as a submission is read, graded and written.

    Raises:
        UsageError: no such assignment, or nobody has submitted it.
    """
    service = GradingService(course)
    service.topic(stem)
    everybody = tuple(students) or who_submitted(course, stem)
    if not everybody:
        raise UsageError(
            f"nobody has submitted {stem}: no folder {course.submitted}/*/{stem}"
        )
    refused: dict[str, Autograded] = {}
    todo: list[Job] = []
    for student in everybody:
        try:
            normal = service.read(stem, student)
            job = service.job(stem, student, normal.notebook, normal.notes)
        except UsageError as e:
            refused[student] = Autograded(student=student, outcome="refused", text=str(e))
            told(student, "refused")
            continue
        if service.stored(job) is None:
            todo.append(job)
        else:
            told(student, "known")
    faults = _grade(service, todo, jobs, told)
    written = _write(
        course.root, stem, [s for s in everybody if s not in refused | faults], told
    )
    known = {r.student: r for r in written} | refused | faults
    return tuple(known[s] for s in everybody)


def _grade(
    service: GradingService, todo: Sequence[Job], jobs: int, told: Told
) -> dict[str, Autograded]:
    """Grade and store; return the students for whom a fault of ours prevented it."""
    faults: dict[str, Autograded] = {}
    with ExitStack() as stack:
        if jobs > 1 and len(todo) > 1:
            executor = stack.enter_context(local_executor(min(jobs, len(todo))))
            results = grade_all(todo, executor)
        else:
            results = (_here(job) for job in todo)
        for graded in results:
            student = graded.job.student
            if graded.sheet is None:
                faults[student] = Autograded(
                    student=student, outcome="fault", text=graded.fault
                )
            else:
                service.keep(graded.job, graded.sheet)
            told(student, "fault" if graded.sheet is None else "graded")
    return faults


def _here(job: Job) -> Graded:
    text, fault = examine(job.to_json())
    return Graded(job, GradeSheet.from_json(text) if text else None, fault)


def _write(
    root: Path, stem: str, students: Sequence[str], told: Told
) -> tuple[Autograded, ...]:
    out = []
    for result in autograde_many(root, stem, students):
        told(result.student, "written" if result.outcome == "graded" else result.outcome)
        out.append(result)
    return tuple(out)
