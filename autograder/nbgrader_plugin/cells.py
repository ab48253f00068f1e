"""Cells of a submission: which question a grade cell belongs to, and what a cell printed."""

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.verdicts import CellRecord

TESTS = "_tests"


def question_of(grade_id: str) -> str:
    """Return the name of the question that a grade cell belongs to.

    The grade cell of a question is ``<name>_tests``; of a proof, its answer cell ``<name>``.
    """
    return grade_id.removesuffix(TESTS)


def outputs_of(record: CellRecord, *, result: bool = True) -> list[NotebookNode]:
    """Return what a cell printed in the sandbox, as notebook outputs.

    Text stays text: streams, errors and plain results are escaped by every viewer, and the
    only other kind is PNG. `result` is False where the cell shows a result of ours instead.
    """
    outputs = [
        new_output("stream", name=name, text=text)
        for name, text in (("stdout", record.stdout), ("stderr", record.stderr))
        if text
    ]
    outputs += [new_output("display_data", {"image/png": f}) for f in record.figures]
    if record.error:
        name, _, text = record.error.partition(": ")
        trace = record.traceback or record.error
        outputs.append(
            new_output("error", ename=name, evalue=text, traceback=trace.split("\n"))
        )
    elif result and record.result:
        outputs.append(new_output("execute_result", {"text/plain": record.result}))
    return outputs
