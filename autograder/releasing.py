"""From a template to what students get: build, generate, release, zips.

nbgrader's own applications do their part (`generate_assignment` registers the cells in the
gradebook, `release_assignment` fills the exchange); ours is the notebook before and the
student's variant after.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

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
    api = nbgrader_api(course)
    _run(
        api.generate_assignment(topic.stem, force=True, create=True), "generate_assignment"
    )
    everybody = _enrol(course, students)
    if not everybody:
        raise UsageError(
            "nobody to release to: name students with --student ID, or add them in formgrader"
        )
    if exchange:
        make_exchange(course)
        _run(api.release_assignment(topic.stem), "release_assignment")
    written: tuple[Path, ...] = ()
    if zips is not None:
        written = tuple(
            student_zip(student_notebook(course, topic, s), topic, s, zips)
            for s in everybody
        )
    return Released(source=source, students=everybody, zips=written, exchange=exchange)


def make_exchange(course: Course) -> None:
    """Make the exchange folder if there is none: everybody hands in there, as nbgrader asks."""
    if not course.exchange.exists():
        course.exchange.mkdir(parents=True)
        course.exchange.chmod(0o777)


def nbgrader_api(course: Course) -> NbGraderAPI:
    """Return nbgrader's API for a course; releasing again replaces what was released."""
    config = Config(course.config)
    config.ExchangeReleaseAssignment.force = True
    # nbgrader takes a relative path from wherever it is called.
    config.Exchange.root = str(course.exchange)
    return NbGraderAPI(CourseDirectory(config=config, root=str(course.root)), config=config)


def _enrol(course: Course, students: Sequence[str]) -> tuple[str, ...]:
    """Add students to the gradebook; return everybody who is in it."""
    with Gradebook(course.db_url, course.course_id) as gradebook:
        for student in students:
            gradebook.update_or_create_student(student)
        return tuple(sorted(s.id for s in gradebook.students))


def _run(result: dict[str, object], step: str) -> None:
    """Raise GraderFault with nbgrader's own reason if a step failed."""
    if not result["success"]:
        raise GraderFault(f"nbgrader {step} failed: {reason_of(result)}")


def reason_of(result: dict[str, object]) -> str:
    """Return the line that says why a step of nbgrader failed, out of its log and traceback."""
    lines = f"{result.get('log') or ''}\n{result.get('error') or ''}".strip().splitlines()
    errors = [
        line.strip()
        for line in lines
        if re.match(r"[\w.]+: ", line) and not line.startswith("nbgrader.converters")
    ]
    return (errors or [line.strip() for line in lines if line.strip()] or ["no message"])[
        -1
    ]
