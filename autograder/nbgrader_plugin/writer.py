"""The marks of a class, written by one session of the gradebook.

`nbgrader autograde` opens the gradebook nine times for every submission, each time a new
engine that compiles every statement anew, converts the notebook twice and validates it after
every preprocessor. `MarkWriter` opens it once for a batch and leaves the same rows and files:
the rules are those functions of the preprocessors that nbgrader's converter calls as well. A
course whose configuration has other lists of preprocessors gets nbgrader's converter.
"""

import contextlib
import json
from types import TracebackType
from typing import Self

from nbformat import NotebookNode
from nbformat.v4.rwbase import split_lines, strip_transient
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties

from autograder.course import Course
from autograder.errors import UsageError
from autograder.nbgrader_plugin.api import (
    Autograded,
    autograde_one,
    failed,
    open_gradebook,
    result_of,
)
from autograder.nbgrader_plugin.folders import Folders
from autograder.nbgrader_plugin.grading import Graded, InTransit, topic_of
from autograder.nbgrader_plugin.hidden_tests import require_a_score, show, show_pictures
from autograder.nbgrader_plugin.normalise import pictures_of
from autograder.nbgrader_plugin.options import Mpdl
from autograder.nbgrader_plugin.reading import tidy
from autograder.nbgrader_plugin.rows import Rows
from autograder.nbgrader_plugin.scores import write_scores
from autograder.nbgrader_plugin.variant_cells import RestoreVariant, master_cells
from autograder.notebook import read_submission
from autograder.service import GradingService
from autograder.verdicts import GradeSheet

SANITIZE = [
    "autograder.nbgrader_plugin.normalise.NormaliseSubmission",
    "autograder.nbgrader_plugin.variant_cells.RestoreVariant",
]
AUTOGRADE = [
    "autograder.nbgrader_plugin.hidden_tests.RunHiddenTests",
    "autograder.nbgrader_plugin.scores.SaveSheetScores",
    "nbgrader.preprocessors.AssignLatePenalties",
]
"""The lists of nbgrader_config.py whose work is done here."""


class MarkWriter:
    """Reads submissions of one assignment and writes marks. Use it as a context manager.

    Raises:
        UsageError: the course or the assignment does not exist, or holds other notebooks.
    """

    def __init__(self, service: GradingService, stem: str) -> None:
        self.service = service
        self.stem, self.topic = stem, topic_of(stem)
        root = service.course.root.resolve()
        self.course = Course(root)
        config = self.course.config
        coursedir = CourseDirectory(config=config, root=str(root), assignment_id=stem)
        self.folders = Folders(coursedir, config)
        converter = self.folders.converter
        self._is_plain = (
            list(converter.sanitize_preprocessors) == SANITIZE
            and list(converter.autograde_preprocessors) == AUTOGRADE
        )
        self._options = Mpdl(config=config)
        self._restorer = RestoreVariant(parent=converter.exporter)
        self._book = open_gradebook(coursedir, stem)
        try:
            self._rows = Rows(self._book, stem)
            self._master = master_cells(self._rows.notebook)
        except BaseException:
            self._book.close()
            raise

    def read(self, student: str) -> InTransit:
        """Read a submission and restore what is ours in it.

        Raises:
            UsageError: unknown student, no submission, no notebook, another assignment.
        """
        if student not in self._rows.students:
            raise UsageError(f"no student {student!r} in the gradebook")
        if self.folders.is_excluded(student):
            raise UsageError(f"CourseDirectory.student_id_exclude names {student!r}")
        path = self.folders.submitted(student) / f"{self.stem}.ipynb"
        submitted = tidy(read_submission(path))
        normalised = self.service.normalise(self.stem, student, submitted)
        return InTransit(normalised, dict(pictures_of(submitted)))

    def write(self, student: str, submission: InTransit, sheet: GradeSheet) -> Autograded:
        """Write the rows and the autograded folder of one student.

        The notebook of the submission becomes the autograded one. If anything breaks, what is
        left is what nbgrader's converter leaves: no mark changes, the folder is gone.
        """
        if not self._is_plain:
            return autograde_one(self.course.root, self.stem, student)
        previous = self.service.store.graded_before(self.stem, student)
        try:
            self._options.require_isolation(sheet.tier)
            require_a_score(sheet, self.topic)
            with contextlib.chdir(self.course.root):  # as nbgrader's converter
                self._write(student, submission, Graded(sheet, previous))
        except Exception as e:  # one submission must not end the batch, whatever broke
            return self.fail(student, e)
        except BaseException:
            self._undo(student)
            raise
        self.service.count(sheet)
        return result_of(student, sheet)

    def fail(self, student: str, error: Exception) -> Autograded:
        """Leave what nbgrader leaves of a submission that could not be graded.

        The submission stands in the gradebook as handed in, and no mark is touched.
        """
        self._undo(student)
        with contextlib.suppress(Exception):  # then there is not even a submission
            self._rows.submission(student, self.folders.timestamp(student))
            self._book.db.commit()
        return failed(student, error)

    def _write(self, student: str, submission: InTransit, graded: Graded) -> None:
        nb = submission.normalised.notebook
        self.folders.begin(student)
        rows = self._rows.submission(student, self.folders.timestamp(student))
        self._restorer.restore(nb, self.course, self.topic, student, self._master)
        show(nb, graded.sheet, self.topic)
        show_pictures(nb, submission.pictures)
        write_scores(nb, graded, rows.notebook, rows.grades, rows.comments)
        late = AssignLatePenalties(parent=self.folders.converter.exporter)
        self._rows.assign_late_penalty(late, rows)
        self.folders.finish(student, _text(nb))
        self._book.db.commit()

    def _undo(self, student: str) -> None:
        self._book.db.rollback()
        self.folders.drop(student)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the gradebook."""
        self._book.close()


def _text(nb: NotebookNode) -> str:
    """Return the file of a notebook as nbformat writes it, without a copy or validation."""
    lines = strip_transient(split_lines(nb))
    return json.dumps(lines, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
