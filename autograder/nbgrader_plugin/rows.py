"""The rows of a submission in nbgrader's gradebook, read and made without a commit.

nbgrader's own `Gradebook.update_or_create_submission` commits, and reads the whole assignment
again for every student. The rows are the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.errors import UsageError


@dataclass(frozen=True)
class Submission:
    """The rows of one student; grades and comments by grade id."""

    student: str
    assignment: SubmittedAssignment
    notebook: SubmittedNotebook
    grades: Mapping[str, Grade]
    comments: Mapping[str, Comment]


class Rows:
    """The submissions of one assignment, whose only notebook has its name.

    Raises:
        UsageError: the assignment has other notebooks.
    """

    def __init__(self, book: Gradebook, stem: str) -> None:
        book.db.remove()
        # What is common to all students stays known after the commit for one of them.
        book.db.configure(expire_on_commit=False)
        self._session: Session = book.db()
        self.students = {s.id for s in book.students}
        self._assignment = book.find_assignment(stem)
        names = [n.name for n in self._assignment.notebooks]
        if names != [stem]:
            raise UsageError(
                f"the gradebook has other notebooks in {stem}: {', '.join(names) or 'none'}"
            )
        (self.notebook,) = self._assignment.notebooks
        tasks = list(self.notebook.task_cells)
        self._graded = {c.id: c.name for c in [*self.notebook.grade_cells, *tasks]}
        self._commented = {c.id: c.name for c in [*self.notebook.solution_cells, *tasks]}

    def submission(self, student: str, timestamp: datetime | None) -> Submission:
        """Return a student's rows, as they are or new, with the time of the submission."""
        found = self._one(
            SubmittedAssignment,
            SubmittedAssignment.assignment_id == self._assignment.id,
            SubmittedAssignment.student_id == student,
        )
        submission = self._known(found) if found is not None else self._new(student)
        if timestamp is not None:
            submission.assignment.timestamp = timestamp
        return submission

    def _one(self, kind: Any, *where: Any) -> Any:
        return next(iter(self._all(kind, *where)), None)

    def _all(self, kind: Any, *where: Any) -> list[Any]:
        """Return the rows as they are in the database now: others write to it as well."""
        query = select(kind).where(*where).execution_options(populate_existing=True)
        return list(self._session.scalars(query))

    def _known(self, assignment: SubmittedAssignment) -> Submission:
        notebook = self._one(
            SubmittedNotebook,
            SubmittedNotebook.assignment_id == assignment.id,
            SubmittedNotebook.notebook_id == self.notebook.id,
        )
        grades = self._all(Grade, Grade.notebook_id == notebook.id)
        comments = self._all(Comment, Comment.notebook_id == notebook.id)
        return self._named(assignment, notebook, grades, comments)

    def _new(self, student: str) -> Submission:
        assignment = SubmittedAssignment(
            assignment_id=self._assignment.id, student_id=student
        )
        notebook = SubmittedNotebook(notebook_id=self.notebook.id, assignment=assignment)
        grades = [Grade(cell_id=i, notebook=notebook) for i in self._graded]
        comments = [Comment(cell_id=i, notebook=notebook) for i in self._commented]
        self._session.add(assignment)
        self._session.flush()
        return self._named(assignment, notebook, grades, comments)

    def _named(
        self, assignment: Any, notebook: Any, grades: list[Any], comments: list[Any]
    ) -> Submission:
        return Submission(
            str(assignment.student_id),
            assignment,
            notebook,
            {self._graded[g.cell_id]: g for g in grades},
            {self._commented[c.cell_id]: c for c in comments},
        )

    def assign_late_penalty(
        self, preprocessor: AssignLatePenalties, submission: Submission
    ) -> None:
        """Do what nbgrader's preprocessor does, with the course's plug-in, in this session."""
        assignment, notebook = submission.assignment, submission.notebook
        notebook.late_submission_penalty = None
        late = assignment.total_seconds_late
        if late <= 0:
            return
        self._session.flush()
        self._session.refresh(notebook, ["score"])  # the database adds it up
        preprocessor.init_plugin()
        penalty = preprocessor.plugin_inst.late_submission_penalty(
            submission.student, notebook.score, late
        )
        if penalty is not None:
            penalty = preprocessor._check_late_penalty(notebook, penalty)
            notebook.late_submission_penalty = penalty
