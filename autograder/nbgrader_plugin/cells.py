"""Cells of a submission: which question a grade cell belongs to, and what a cell printed."""

from typing import Any

from nbformat import NotebookNode

from autograder.notebook import as_node
from autograder.verdicts import CellRecord

TESTS = "_tests"


def question_of(grade_id: str) -> str:
    """Return the name of the question that a grade cell belongs to.

    The grade cell of a question is ``<name>_tests``; of a proof, its answer cell ``<name>``.
    """
    return grade_id.removesuffix(TESTS)


def output(kind: str, **fields: Any) -> NotebookNode:
    """Return an output of a cell; nbformat's own constructor validates, for 2 ms each."""
    return as_node({"output_type": kind, **fields})


def shown(kind: str, data: dict[str, str], **fields: Any) -> NotebookNode:
    """Return an output that is data by its MIME types."""
    return output(kind, data=data, metadata={}, **fields)


def outputs_of(record: CellRecord, *, result: bool = True) -> list[NotebookNode]:
    """Return what a cell printed in the sandbox, as notebook outputs.

    Text stays text: streams, errors and plain results are escaped by every viewer, and the
    only other kind is PNG. `result` is False where the cell shows a result of ours instead.
    """
    outputs = [
        output("stream", name=name, text=text)
        for name, text in (("stdout", record.stdout), ("stderr", record.stderr))
        if text
    ]
    outputs += [shown("display_data", {"image/png": f}) for f in record.figures]
    if record.error:
        name, _, text = record.error.partition(": ")
        trace = (record.traceback or record.error).split("\n")
        outputs.append(output("error", ename=name, evalue=text, traceback=trace))
    elif result and record.result:
        data = {"text/plain": record.result}
        outputs.append(shown("execute_result", data, execution_count=None))
    return outputs
