"""RestoreVariant: our cells as this student was given them.

nbgrader's gradebook holds one source for each cell, with ⟦name⟧ where a student's own numbers
stand. OverwriteCells would put that template in place of the student's text and warn about
every cell. Here it compares with the text filled in for the student, so that what it reports
was really changed, and an answer is blank if it is the stub that this student was given.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook, GradeCell, MissingEntry, Notebook
from nbgrader.preprocessors import OverwriteCells

from autograder import ledger, variants
from autograder.errors import GraderFault
from autograder.nbgrader_plugin.cells import question_of
from autograder.nbgrader_plugin.grading import course_of, topic_of
from course_lib.topic import Topic


@dataclass(frozen=True)
class FilledCell:
    """Stands for a row of nbgrader's source cells, with the text of one student."""

    name: str
    cell_type: str
    locked: bool
    source: str
    checksum: str


class FilledBook:
    """The gradebook as OverwriteCells asks it, with the text of one student.

    It is read once for a notebook: nbgrader's own asks the database twice for every cell.
    """

    def __init__(self, notebook: Notebook, fill: Callable[[str], str]) -> None:
        self._sources = {c.name: c for c in notebook.source_cells}
        self._graded = {c.name: c for c in notebook.grade_cells}
        self._solutions = {c.name for c in notebook.solution_cells}
        self._fill = fill

    def find_graded_cell(self, name: str, *_: str) -> GradeCell:
        """Return the grade cell as it is in the gradebook: points are the same for all."""
        if name not in self._graded:
            raise MissingEntry(f"no grade cell {name!r}")
        return self._graded[name]

    def find_source_cell(self, name: str, *_: str) -> FilledCell:
        """Return our text of a cell, filled in; MissingEntry if it is not a cell of ours."""
        if name not in self._sources:
            raise MissingEntry(f"no cell {name!r}")
        row = self._sources[name]
        source = self._fill(row.source) if row.locked else row.source
        checksum = row.checksum
        if source != row.source:
            checksum = utils.compute_checksum(self._probe(row, source))
        return FilledCell(row.name, row.cell_type, row.locked, source, checksum)

    def _probe(self, row: Any, source: str) -> NotebookNode:
        """Return the cell as nbgrader would have released it to this student."""
        graded = self._graded.get(row.name)
        metadata = {
            "grade_id": row.name,
            "grade": graded is not None,
            "solution": row.name in self._solutions,
            "locked": row.locked,
            "points": graded.max_score if graded is not None else 0.0,
        }
        return NotebookNode(
            cell_type=row.cell_type,
            source=source,
            metadata=NotebookNode(nbgrader=NotebookNode(metadata)),
        )


class RestoreVariant(OverwriteCells):
    """OverwriteCells with the text of the student's own variant."""

    gradebook: Any

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Restore every cell of ours; see the module.

        Raises:
            GraderFault: the gradebook was made from another topic sheet.
        """
        names = resources["nbgrader"]
        topic, student = topic_of(names["assignment"]), names["student"]
        variant = ledger.frozen_variant(course_of(self), topic, student)
        values = variants.values_of(topic, variant, student=student)
        self.notebook_id, self.assignment_id = names["notebook"], names["assignment"]
        with Gradebook(names["db_url"]) as book:
            notebook = book.find_notebook(self.notebook_id, self.assignment_id)
            self.gradebook = FilledBook(
                notebook, lambda text: variants.fill_with(text, values, topic)
            )
            for index, cell in enumerate(nb.cells):
                if utils.is_grade(cell):
                    _check_points(topic, self.gradebook, cell.metadata.nbgrader.grade_id)
                nb.cells[index], resources = self.preprocess_cell(cell, resources, index)
        return nb, resources


def _check_points(topic: Topic, book: FilledBook, grade_id: str) -> None:
    stem, name = topic.stem, question_of(grade_id)
    said, points = book.find_graded_cell(grade_id).max_score, topic.question(name).points
    if said != points:
        raise GraderFault(
            f"{stem}: the gradebook has {name} at {said:g} points, the topic sheet has "
            f"{points}; run `nbgrader generate_assignment {stem} --force`"
        )
