"""Grading for a course directory: variants from its ledger, sheets in its store.

What `nbgrader autograde`, formgrader's button and `mpdl grade` have in common, so that they
give the same marks.
"""

from pathlib import Path

from nbformat import NotebookNode

from autograder import variants
from autograder.batch import drop_all, examination_of
from autograder.course import Course
from autograder.errors import GraderFault, UsageError
from autograder.grade import environment_digest, grader_digest, pieces_of
from autograder.job import Job
from autograder.ledger import frozen_variant
from autograder.normalise import Normalised, normalise, segments
from autograder.notebook import read_submission
from autograder.released import student_notebook
from autograder.store import SheetStore, key_of
from autograder.verdicts import GradeSheet, digest
from course_lib.syllabus import find
from course_lib.topic import Topic


class GradingService:
    """Grades submissions of one course and keeps the sheets."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.store = SheetStore(course.records / "sheets")

    def topic(self, stem: str) -> Topic:
        """Return a topic of the syllabus; UsageError if there is none of this name."""
        try:
            return find(stem)
        except LookupError as e:
            raise UsageError(str(e)) from None

    def read(self, stem: str, student: str) -> Normalised:
        """Read a student's submission and restore what is ours in it.

        Raises:
            UsageError: there is no submission, it is no notebook, or it is too large.
        """
        path = self.course.submission(student, stem)
        released = student_notebook(self.course, self.topic(stem), student)
        return normalise(released, read_submission(path))

    def job(
        self, stem: str, student: str, notebook: NotebookNode, notes: tuple[str, ...]
    ) -> Job:
        """Return what an examiner needs to grade a normalised notebook."""
        topic = self.topic(stem)
        edition = self.course.edition
        submission = Normalised(notebook=notebook).digest
        variant = frozen_variant(self.course, topic, student)
        return Job(
            topic=stem,
            student=student,
            edition=edition,
            submission=submission,
            variant=variants.to_data(variant, topic),
            seed=variants.hidden_seed(
                self.course.key(),
                course_id=self.course.course_id,
                stem=stem,
                student=student,
                edition=edition,
                submission=submission,
            ),
            segments=segments(notebook, topic),
            notes=notes,
        )

    def key(self, job: Job) -> str:
        """Return the name under which a grading of this job is stored."""
        grader = grader_digest(pieces_of(self.topic(job.topic)))
        return key_of(
            job.submission,
            grader,
            job.variant_digest,
            environment_digest(),
            digest(job.seed),
        )

    def stored(self, job: Job) -> GradeSheet | None:
        """Return the sheet of this very grading if there is one: nothing is graded twice."""
        return self.store.find(job.topic, job.student, self.key(job))

    def keep(self, job: Job, sheet: GradeSheet) -> Path:
        """Store a sheet as the latest of its student."""
        return self.store.put(sheet, self.key(job))

    def sheet_for(
        self, stem: str, student: str, notebook: NotebookNode, notes: tuple[str, ...]
    ) -> GradeSheet:
        """Return the sheet of a normalised notebook: the stored one, or graded now.

        Raises:
            GraderFault: nothing could be graded; the submission keeps the marks it had.
        """
        job = self.job(stem, student, notebook, notes)
        sheet = self.stored(job)
        if sheet is None:
            sheet = examination_of(stem).grade(job)
        if sheet.tier == "none":
            raise GraderFault(
                "graded without isolation (tier none): not fit for a gradebook"
            )
        self.keep(job, sheet)
        return sheet

    def close(self) -> None:
        """End the warm examiners."""
        drop_all()
