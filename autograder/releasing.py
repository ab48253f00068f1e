"""From a template to what students get: build, generate, release, zips.

nbgrader's own applications do their part (`generate_assignment` registers the cells in the
gradebook, `release_assignment` fills the exchange); ours is the notebook before and the
student's variant after.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from autograder.build import build
from autograder.course import Course
from autograder.errors import GraderFault, UsageError
from autograder.ledger import student_id
from autograder.released import student_notebook, student_zip
from course_lib.topic import Topic


@dataclass(frozen=True, kw_only=True)
class Released:
    """What was written for whom."""

    source: Path
    students: tuple[str, ...]
    zips: tuple[Path, ...] = ()
    exchange: bool = False


def release(
    course: Course,
    topic: Topic,
    *,
    students: Sequence[str] = (),
    zips: Path | None = None,
    exchange: bool = True,
) -> Released:
    """Release an assignment to everybody in the gradebook.

    Args:
        course: the course directory.
        topic: the assignment's topic.
        students: ids to add to the gradebook first.
        zips: folder for one zip a student, for courses without the exchange.
        exchange: fill nbgrader's exchange.

    Raises:
        UsageError: nobody to release to, or an id that cannot be one.
        GraderFault: nbgrader refused; its own words are in the text.
    """
    for student in students:
        student_id(student)
    source = build(topic, course.root)
    api = NbGraderAPI(CourseDirectory(config=course.config, root=str(course.root)))
    api.config = course.config
    _run(
        api.generate_assignment(topic.stem, force=True, create=True), "generate_assignment"
    )
    everybody = _enrol(course, students)
    if not everybody:
        raise UsageError(
            "nobody to release to: name students with --student ID, or add them in formgrader"
        )
    if exchange:
        _run(api.release_assignment(topic.stem, force=True), "release_assignment")
    written: tuple[Path, ...] = ()
    if zips is not None:
        written = tuple(
            student_zip(student_notebook(course, topic, s), topic, s, zips)
            for s in everybody
        )
    return Released(source=source, students=everybody, zips=written, exchange=exchange)


def _enrol(course: Course, students: Sequence[str]) -> tuple[str, ...]:
    """Add students to the gradebook; return everybody who is in it."""
    with Gradebook(course.db_url, course.course_id) as gradebook:
        for student in students:
            gradebook.update_or_create_student(student)
        return tuple(sorted(s.id for s in gradebook.students))


def _run(result: dict[str, object], step: str) -> None:
    """Raise GraderFault with nbgrader's last words if a step failed."""
    if result["success"]:
        return
    words = (
        str(result.get("error") or result.get("log") or "no message").strip().splitlines()
    )
    raise GraderFault(f"nbgrader {step} failed: {words[-1] if words else 'no message'}")
