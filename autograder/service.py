"""Grading for a course directory: variants from its ledger, sheets in its store.

What `nbgrader autograde`, formgrader's button and `mpdl grade` have in common, so that they
give the same marks.
"""

from pathlib import Path

from nbformat import NotebookNode

from autograder import variants
from autograder.audit import Audit
from autograder.batch import drop_all, grade_here
from autograder.course import Course
from autograder.errors import GraderFault, UsageError
from autograder.grade import environment_digest, grader_digest, pieces_of
from autograder.job import Job
from autograder.ledger import frozen_variant
from autograder.normalise import Normalised, normalise, segments
from autograder.released import fill_notebook, read_release
from autograder.store import SheetStore, key_of
from autograder.verdicts import GradeSheet, digest
from course_lib.syllabus import find
from course_lib.topic import Topic


class GradingService:
    """Grades submissions of one course and keeps the sheets."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.store = SheetStore(course.records / "sheets")
        self.audit = Audit(course)

    def topic(self, stem: str) -> Topic:
        """Return a topic of the syllabus; UsageError if there is none of this name."""
        try:
            return find(stem)
        except LookupError as e:
            raise UsageError(str(e)) from None

    def release(self, stem: str) -> NotebookNode:
        """Return the released notebook, not to be changed; UsageError if there is none."""
        return read_release(self.course, stem)

    def normalise(self, stem: str, student: str, submitted: NotebookNode) -> Normalised:
        """Restore what is ours in a submission.

        Raises:
            UsageError: nothing is released, or it has nothing to do with the assignment.
        """
        topic, release = self.topic(stem), self.release(stem)
        variant = frozen_variant(self.course, topic, student)
        return normalise(fill_notebook(release, topic, variant, student=student), submitted)

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

    def judges(self, stem: str) -> tuple[str, str]:
        """Return the digests of the grader of a topic and of its environment, as they are."""
        return grader_digest(pieces_of(self.topic(stem))), environment_digest()

    def stored(self, job: Job) -> GradeSheet | None:
        """Return the sheet of this very grading if there is one: nothing is graded twice."""
        grader, environment = self.judges(job.topic)
        key = key_of(
            job.submission, grader, job.variant_digest, environment, digest(job.seed)
        )
        return self.store.find(job.topic, job.student, key)

    def add(self, sheet: GradeSheet) -> Path:
        """Store a sheet; it does not count yet (see `count`)."""
        return self.store.add(sheet, _key(sheet))

    def count(self, sheet: GradeSheet) -> None:
        """Make a stored sheet the one that counts for its student; the log hears of a new one."""
        key = _key(sheet)
        if not self.store.is_latest(sheet, key):
            self.audit.add(sheet)  # first: a line twice is better than none
            self.store.point(sheet, key)

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
            sheet = grade_here(job)
            if sheet.tier == "none":
                raise GraderFault(
                    "graded without isolation (tier none): not fit for a gradebook"
                )
            self.add(sheet)
        self.count(sheet)
        return sheet

    def close(self) -> None:
        """End the warm examiners."""
        drop_all()


class BatchService(GradingService):
    """For the length of one batch: release, grader and environment are looked at once."""

    def __init__(self, course: Course) -> None:
        super().__init__(course)
        self._releases: dict[str, NotebookNode] = {}
        self._judges: dict[str, tuple[str, str]] = {}

    def release(self, stem: str) -> NotebookNode:
        """Return the notebook that was released when the batch began."""
        if stem not in self._releases:
            self._releases[stem] = super().release(stem)
        return self._releases[stem]

    def judges(self, stem: str) -> tuple[str, str]:
        """Return the digests of grader and environment when the batch began."""
        if stem not in self._judges:
            self._judges[stem] = super().judges(stem)
        return self._judges[stem]


def _key(sheet: GradeSheet) -> str:
    """Return the name under which a sheet is stored, from what it says it was graded by."""
    return key_of(
        sheet.submission, sheet.grader, sheet.variant, sheet.environment, sheet.seed
    )
