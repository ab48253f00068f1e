"""RestoreVariant: our cells as this student was given them.

nbgrader's gradebook holds one source for each cell, with ⟦name⟧ where a student's own numbers
stand. OverwriteCells would put that template in place of the student's text and warn about
every cell. Here it compares with the text filled in for the student, so that what it reports
was really changed, and an answer is blank if it is the stub that this student was given.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook, MissingEntry, Notebook
from nbgrader.preprocessors import OverwriteCells

from autograder import ledger, variants
from autograder.course import Course
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


@dataclass(frozen=True)
class MasterCell:
    """A cell as the gradebook has it, with ⟦name⟧ in it; read once, used for many students."""

    name: str
    cell_type: str
    locked: bool
    source: str
    checksum: str
    is_solution: bool
    max_score: float | None
    """None if it is no grade cell."""

    def probe(self, source: str) -> NotebookNode:
        """Return the cell as nbgrader would have released it with this text."""
        metadata = {
            "grade_id": self.name,
            "grade": self.max_score is not None,
            "solution": self.is_solution,
            "locked": self.locked,
            "points": self.max_score or 0.0,
        }
        return NotebookNode(
            cell_type=self.cell_type,
            source=source,
            metadata=NotebookNode(nbgrader=NotebookNode(metadata)),
        )


def master_cells(notebook: Notebook) -> dict[str, MasterCell]:
    """Return the cells of a notebook in the gradebook, by grade id."""
    graded = {c.name: c.max_score for c in notebook.grade_cells}
    solutions = {c.name for c in notebook.solution_cells}
    return {
        c.name: MasterCell(
            c.name, c.cell_type, c.locked, c.source, c.checksum,
            c.name in solutions, graded.get(c.name),
        )
        for c in notebook.source_cells
    }  # fmt: skip


class FilledBook:
    """The gradebook as OverwriteCells asks it, with the text of one student.

    nbgrader's own asks the database twice for every cell.
    """

    def __init__(self, cells: Mapping[str, MasterCell], fill: Callable[[str], str]) -> None:
        self._cells = cells
        self._fill = fill

    def find_graded_cell(self, name: str, *_: str) -> MasterCell:
        """Return the grade cell as it is in the gradebook: points are the same for all."""
        cell = self._cells.get(name)
        if cell is None or cell.max_score is None:
            raise MissingEntry(f"no grade cell {name!r}")
        return cell

    def find_source_cell(self, name: str, *_: str) -> FilledCell:
        """Return our text of a cell, filled in; MissingEntry if it is not a cell of ours."""
        if name not in self._cells:
            raise MissingEntry(f"no cell {name!r}")
        cell = self._cells[name]
        source = self._fill(cell.source) if cell.locked else cell.source
        checksum = cell.checksum
        if source != cell.source:
            checksum = utils.compute_checksum(cell.probe(source))
        return FilledCell(cell.name, cell.cell_type, cell.locked, source, checksum)


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
        with Gradebook(names["db_url"]) as book:
            master = master_cells(
                book.find_notebook(names["notebook"], names["assignment"])
            )
        topic = topic_of(names["assignment"])
        self.restore(nb, course_of(self), topic, names["student"], master)
        return nb, resources

    def restore(
        self,
        nb: NotebookNode,
        course: Course,
        topic: Topic,
        student: str,
        master: Mapping[str, MasterCell],
    ) -> None:
        """Restore every cell of ours in place; raises as `preprocess`."""
        variant = ledger.frozen_variant(course, topic, student)
        values = variants.values_of(topic, variant, student=student)
        self.notebook_id = self.assignment_id = topic.stem
        self.gradebook = FilledBook(
            master, lambda text: variants.fill_with(text, values, topic)
        )
        resources = ResourcesDict()
        for index, cell in enumerate(nb.cells):
            if utils.is_grade(cell):
                _check_points(topic, self.gradebook, cell.metadata.nbgrader.grade_id)
            nb.cells[index], resources = self.preprocess_cell(cell, resources, index)


def _check_points(topic: Topic, book: FilledBook, grade_id: str) -> None:
    stem, name = topic.stem, question_of(grade_id)
    said, points = book.find_graded_cell(grade_id).max_score, topic.question(name).points
    assert said is not None
    if said != points:
        raise GraderFault(
            f"{stem}: the gradebook has {name} at {said:g} points, the topic sheet has "
            f"{points}; run `nbgrader generate_assignment {stem} --force`"
        )
