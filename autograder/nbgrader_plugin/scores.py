"""SaveSheetScores: the scores of the sheet go into the gradebook; outputs are never parsed.

nbgrader reads a score out of what a cell printed: no output is full marks there, a warning is
none. Here a score comes from the GradeSheet or not at all:

* no number in the sheet (a proof, a fault of ours): the question waits for a person;
* a fault of ours on a submission that has a score already: the score stays and is flagged;
* manual scores and comments are never touched. What a person has marked waits for that person
  again only if something changed: another submission, or another score.
"""

import math
from collections.abc import Mapping

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Comment, Grade, Gradebook, SubmittedNotebook
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.errors import GraderFault
from autograder.nbgrader_plugin.cells import question_of
from autograder.nbgrader_plugin.grading import Graded
from autograder.nbgrader_plugin.options import Mpdl
from autograder.verdicts import Score


class SaveSheetScores(NbGraderPreprocessor):
    """Writes the scores of the sheet that RunHiddenTests left in the resources."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Write every score and automatic comment of a submission, or none, in one go.

        Raises:
            GraderFault: the sandbox was too weak, or a score is no score.
        """
        graded: Graded = resources["mpdl"]
        Mpdl(parent=self).require_isolation(graded.sheet.tier)
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as book:
            submission = book.find_submission_notebook(
                names["notebook"], names["assignment"], names["student"]
            )
            grades = {g.name: g for g in submission.grades}
            comments = {c.name: c for c in submission.comments}
            for score in write_scores(nb, graded, submission, grades, comments):
                self.log.error("%s: %s waits for a person: %s", names["student"],
                               score.question, score.reason)  # fmt: skip
            book.db.commit()
        return nb, resources


def write_scores(
    nb: NotebookNode,
    graded: Graded,
    submission: SubmittedNotebook,
    grades: Mapping[str, Grade],
    comments: Mapping[str, Comment],
) -> list[Score]:
    """Set every score and automatic comment of a submission; nothing is committed.

    Args:
        nb: the notebook with our cells restored.
        graded: the sheet, and what was graded before.
        submission: the row of the submitted notebook.
        grades: its rows of grades, by grade id.
        comments: its rows of comments, by grade id.

    Returns:
        What waits for a person because something of ours broke; the submission is flagged.

    Raises:
        GraderFault: a score is no score.
    """
    scores = {s.question: s for s in graded.sheet.scores}
    waiting = []
    for cell in nb.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if utils.is_grade(cell):
            score = scores[question_of(grade_id)]
            _grade(cell, grades[grade_id], score, graded)
            if score.points is None and not utils.is_solution(cell):
                submission.flagged = True
                waiting.append(score)
        if utils.is_solution(cell):
            _comment(cell, comments[grade_id])
    return waiting


def _grade(cell: NotebookNode, grade: Grade, score: Score, graded: Graded) -> None:
    """Set the automatic score of a question, and whether it waits for a person."""
    before, waited = grade.auto_score, grade.needs_manual_grade
    is_proof = utils.is_solution(cell)
    if is_proof:  # 0 if it is blank, else a person marks it
        grade.auto_score, _ = utils.determine_grade(cell)
    elif score.points is not None:
        grade.auto_score = _checked(score)
    elif graded.is_changed:
        grade.auto_score = None
    if score.points is None and not is_proof:
        grade.needs_manual_grade = True
    elif grade.manual_score is None:
        grade.needs_manual_grade = grade.auto_score is None
    else:
        grade.needs_manual_grade = waited or graded.is_changed or grade.auto_score != before


def _comment(cell: NotebookNode, comment: Comment) -> None:
    """Say "No response." of an answer that is still the released stub, as nbgrader does."""
    is_stub = cell.metadata.nbgrader.checksum == utils.compute_checksum(cell)
    comment.auto_comment = "No response." if is_stub else None


def _checked(score: Score) -> float:
    """Return the points of a score; a number out of range is a fault of ours."""
    assert score.points is not None
    if not (math.isfinite(score.points) and 0.0 <= score.points <= score.max_points):
        raise GraderFault(
            f"{score.question}: {score.points} points of {score.max_points:g} cannot be"
        )
    return float(score.points)
