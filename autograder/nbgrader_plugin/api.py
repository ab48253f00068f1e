"""Autograding in process: what `mpdl grade` runs, one clear result a student.

nbgrader's own converter does the work, under the configuration of the course, so that
`nbgrader autograde`, the button in formgrader and `mpdl grade` are one and the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.course import Course
from autograder.errors import MpdlError, UsageError
from autograder.nbgrader_plugin.grading import service_of, topic_of
from autograder.nbgrader_plugin.log import quiet
from autograder.notebook import read_submission
from autograder.verdicts import GradeSheet

Outcome = Literal["graded", "fault", "refused"]


@dataclass(frozen=True, kw_only=True)
class Autograded:
    """What came of one student's submission."""

    student: str
    outcome: Outcome
    """graded: scores are in the gradebook. fault: something of ours broke; no mark was lost.
    refused: unknown student, no submission, or not a notebook; nothing was touched."""
    text: str = ""
    """One line that says why, unless all is well."""
    sheet: GradeSheet | None = None


def autograde_one(course_root: Path, stem: str, student: str) -> Autograded:
    """Autograde one submission; see `autograde_many`."""
    return next(autograde_many(course_root, stem, [student]))


def autograde_many(
    course_root: Path, stem: str, students: Iterable[str]
) -> Iterator[Autograded]:
    """Autograde the submissions of these students, one after another, and yield each result.

    What is graded already under the same grader is taken from the store of sheets.

    Raises:
        UsageError: the course directory or the assignment does not exist.
    """
    root = course_root.resolve()
    config = Course(root).config
    topic_of(stem)
    coursedir = CourseDirectory(config=config, root=str(root))
    with open_gradebook(coursedir, stem) as gradebook:
        known = {s.id for s in gradebook.students}
    for student in students:
        yield _autograde(config, root, stem, student, student in known)


def open_gradebook(coursedir: CourseDirectory, stem: str) -> Gradebook:
    """Return the gradebook of a course; UsageError if it does not have this assignment."""
    gradebook = Gradebook(coursedir.db_url, coursedir.course_id)
    try:
        gradebook.find_assignment(stem)
    except MissingEntry:
        gradebook.close()
        raise UsageError(
            f"the gradebook has no assignment {stem}; run `mpdl build {stem}` and "
            f"`nbgrader generate_assignment {stem}` first"
        ) from None
    return gradebook


def _autograde(
    config: Config, root: Path, stem: str, student: str, is_known: bool
) -> Autograded:
    coursedir = CourseDirectory(
        config=config, root=str(root), assignment_id=stem, student_id=student
    )
    try:
        if not is_known:
            raise UsageError(f"no student {student!r} in the gradebook")
        folder = coursedir.format_path(coursedir.submitted_directory, student, stem)
        read_submission(Path(folder) / f"{stem}.ipynb")
        converter = _Converter(coursedir=coursedir, config=config, log=quiet())
        converter.force, converter.create_student = True, False
        converter.start()
    except UsageError as e:
        return Autograded(student=student, outcome="refused", text=str(e))
    except NbGraderException as e:
        return failed(student, converter.error or e)
    except Exception as e:  # one submission must not end the batch, whatever broke
        return failed(student, e)
    sheet = service_of(Course(root)).store.latest(stem, student)
    return result_of(student, sheet)


def result_of(student: str, sheet: GradeSheet | None) -> Autograded:
    """Return what came of a submission whose marks are written."""
    if sheet is not None and sheet.is_faulty:
        text = sheet.faults[0] if sheet.faults else "a hidden test broke; see its verdict"
        return Autograded(student=student, outcome="fault", text=text, sheet=sheet)
    return Autograded(student=student, outcome="graded", sheet=sheet)


def failed(student: str, error: BaseException) -> Autograded:
    """Return what came of a submission whose marks could not be written, in one line."""
    ours = not isinstance(error, UsageError)
    text = (
        str(error) if isinstance(error, MpdlError) else f"{type(error).__name__}: {error}"
    )
    line = " ".join(text.split())
    return Autograded(student=student, outcome="fault" if ours else "refused", text=line)


class _Converter(Autograde):
    """nbgrader's converter, which logs why a submission failed; this one remembers it too."""

    error: BaseException | None = None

    def convert_single_notebook(self, notebook_filename: str) -> None:
        try:
            super().convert_single_notebook(notebook_filename)
        except Exception as e:
            self.error = e
            raise
