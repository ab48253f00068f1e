"""What the preprocessors share: the course, its warm grading service, one graded submission."""

import atexit
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.course import Course
from autograder.errors import GraderFault, UsageError
from autograder.normalise import Normalised
from autograder.service import GradingService
from autograder.verdicts import GradeSheet
from course_lib.syllabus import find
from course_lib.topic import Topic

_services: dict[Path, GradingService] = {}
"""Of this process: formgrader's server grades many submissions with one warm examiner."""

_in_transit: dict[tuple[Path, str, str], "InTransit"] = {}
"""Submissions between the two passes of nbgrader's autograde."""


@dataclass(frozen=True)
class InTransit:
    """What NormaliseSubmission hands on to RunHiddenTests.

    nbgrader writes a file between its two passes and takes another set of resources for the
    second. What is graded must be what was normalised, to the byte: its digest names it.
    """

    normalised: Normalised
    pictures: Mapping[str, Mapping[str, str]]
    """Pasted pictures, for display only."""


@dataclass(frozen=True)
class Graded:
    """What RunHiddenTests hands on to SaveSheetScores."""

    sheet: GradeSheet
    previous: str
    """Digest of the submission that was graded before; empty if there was none."""

    @property
    def is_changed(self) -> bool:
        """False if this very submission was graded before."""
        return self.previous != self.sheet.submission


def course_of(preprocessor: NbGraderPreprocessor) -> Course:
    """Return the course whose converter runs this preprocessor."""
    return Course(Path(preprocessor.parent.parent.coursedir.root))


def topic_of(assignment: str) -> Topic:
    """Return the topic of an assignment; UsageError says that we do not grade this one."""
    try:
        return find(assignment)
    except LookupError as e:
        raise UsageError(str(e)) from None


def service_of(course: Course) -> GradingService:
    """Return the grading service of a course, started with the first submission."""
    if course.root not in _services:
        _services[course.root] = GradingService(course)
    return _services[course.root]


def put_in_transit(course: Course, stem: str, student: str, what: InTransit) -> None:
    """Keep a submission until the second pass; there is one at a time."""
    _in_transit.clear()
    _in_transit[course.root, stem, student] = what


def take_from_transit(
    course: Course, stem: str, student: str, nb: NotebookNode
) -> InTransit:
    """Return what the first pass kept; GraderFault if the notebook is another one now."""
    found = _in_transit.pop((course.root, stem, student), None)
    if found is None:
        raise GraderFault(
            "RunHiddenTests needs NormaliseSubmission first in Autograde.sanitize_preprocessors"
        )
    kept = [(c.cell_type, c.source) for c in found.normalised.notebook.cells]
    if kept != [(c.cell_type, c.source) for c in nb.cells]:
        raise GraderFault(
            f"{stem}: a preprocessor changed the notebook after it was normalised; was it built "
            "anew and not released? run `nbgrader generate_assignment` again"
        )
    return found


@atexit.register
def close_services() -> None:
    """End the examiners of this process."""
    while _services:
        _services.popitem()[1].close()
