"""RunHiddenTests: grade the submission in the sandbox, show what came of it in the notebook."""

from collections.abc import Mapping

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.errors import GraderFault
from autograder.nbgrader_plugin.cells import outputs_of, question_of, shown
from autograder.nbgrader_plugin.grading import (
    Graded,
    course_of,
    service_of,
    take_from_transit,
    topic_of,
)
from autograder.reports.feedback import question_report
from autograder.verdicts import GradeSheet
from course_lib.topic import Topic


class RunHiddenTests(NbGraderPreprocessor):
    """Takes the place of nbgrader's Execute: no kernel is started, no output is a score."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Grade, put the outputs of the sandbox and the reports into the cells.

        Raises:
            GraderFault: nothing could be graded. nbgrader drops this submission from
                autograded/, goes on with the next, and ends with an error; no mark changes.
        """
        names = resources["nbgrader"]
        stem, student = names["assignment"], names["student"]
        course, topic = course_of(self), topic_of(stem)
        submission = take_from_transit(course, stem, student, nb)
        service = service_of(course)
        previous = service.store.graded_before(stem, student)
        sheet = service.sheet_for(
            stem, student, submission.normalised.notebook, submission.normalised.notes
        )
        for note in sheet.notes:
            self.log.warning("%s: %s", student, note)
        for fault in sheet.faults:
            self.log.error(
                "%s: fault of the grader, not of the student: %s", student, fault
            )
        require_a_score(sheet, topic)
        show(nb, sheet, topic)
        show_pictures(nb, submission.pictures)
        resources["mpdl"] = Graded(sheet, previous)
        return nb, resources


def require_a_score(sheet: GradeSheet, topic: Topic) -> None:
    """Refuse a sheet in which no question that we grade has a number."""
    ours = {q.name for q in topic.questions if q.kind != "proof"}
    if ours and all(s.points is None for s in sheet.scores if s.question in ours):
        why = sheet.faults[0] if sheet.faults else "no hidden test reported"
        raise GraderFault(f"nothing was graded, and no mark changed: {why}")


def show(nb: NotebookNode, sheet: GradeSheet, topic: Topic) -> None:
    """Put outputs and reports into the code cells; whatever was there before is dropped."""
    records = {r.index: r for r in sheet.cells}
    scores = {s.question: s for s in sheet.scores}
    count = 0
    for index, cell in enumerate(nb.cells):
        if cell.cell_type != "code":
            continue
        graded = utils.is_grade(cell)
        record = records.get(index)
        count += record is not None
        cell.execution_count = count if record else None
        cell.outputs = outputs_of(record, result=not graded) if record else []
        if graded:
            question = question_of(cell.metadata.nbgrader.grade_id)
            report = question_report(sheet, question, topic.number(question))
            points = scores[question].points
            text = "waits for a person" if points is None else f"{points:g}"
            data = {"text/plain": text, "text/html": report.html}
            # First, so that a reader of outputs meets the score before any error.
            count_here = cell.execution_count
            cell.outputs.insert(
                0, shown("execute_result", data, execution_count=count_here)
            )


def show_pictures(nb: NotebookNode, pictures: Mapping[str, Mapping[str, str]]) -> None:
    """Give every Markdown cell that is not ours the pictures its text calls for."""
    for cell in nb.cells:
        if cell.cell_type == "markdown" and not utils.is_locked(cell):
            own = {
                n: dict(p) for n, p in pictures.items() if f"attachment:{n}" in cell.source
            }
            if own:
                cell.attachments = NotebookNode(own)
