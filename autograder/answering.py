"""Write answers into a notebook as a student would: for rehearsals, tests and answer keys."""

import copy
from collections.abc import Iterable, Mapping

import nbformat
from nbformat import NotebookNode

from autograder.sitting import Segment


def write_answers(
    notebook: NotebookNode, segments: Iterable[Segment], proofs: Mapping[str, str] = {}
) -> NotebookNode:
    """Return a copy of a released notebook with answers in it.

    Args:
        notebook: what the student was given.
        segments: for each question the cells to write: the last one goes into the answer
            cell, those before it become cells of the student's own above it.
        proofs: Markdown for the answer cells of proofs, by the name of the question.
    """
    answered = copy.deepcopy(notebook)
    sources = {s.question: [source for _, source in s.cells] for s in segments}
    cells = []
    for cell in answered.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if name in proofs:
            cell.source = proofs[name]
        elif name in sources:
            *helpers, cell.source = sources[name]
            cells += [
                _helper(source, f"{name}-helper-{i}") for i, source in enumerate(helpers)
            ]
        cells.append(cell)
    answered.cells = cells
    return answered


def _helper(source: str, cell_id: str) -> NotebookNode:
    cell: NotebookNode = nbformat.v4.new_code_cell(source)
    cell.id = cell_id[:64]
    return cell
