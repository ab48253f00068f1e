"""The released notebook: blank it scores zero, and its visible checks pass right answers.

A blank notebook meets every hidden test. All it may hear is "not written yet"; a crash, a
time-out or an error of another kind in a cell is what a student would see on the first day.
The visible checks and figures are then run over every accepted answer: they must refuse none.
"""

from collections.abc import Iterator

from nbformat import NotebookNode

from autograder import variants
from autograder.build import notebook_of
from autograder.catalogue import Answer, alone
from autograder.errors import TopicError
from autograder.normalise import segments
from autograder.released import fill_notebook
from autograder.verdicts import CellRecord
from autograder.verify.answers import name_of
from autograder.verify.plan import Result, Run, Section, Setup

UNWRITTEN = ("NotImplementedError", "AssertionError", "NameError", "TypeError")
"""Errors of visible cells in a blank notebook: the stub's own, and what follows from None."""


def released_notebook(setup: Setup, k: int) -> NotebookNode:
    """Return what the student with the k-th variant is given.

    Raises:
        TopicError: the template does not build.
    """
    topic = setup.topic
    release = notebook_of(topic, setup.subject.template)
    variant = variants.from_data(setup.variant(k), topic)
    return fill_notebook(release, topic, variant, student=f"student {k}")


def check_released(setup: Setup, run: Run) -> Section:
    """Grade the blank notebook, and every accepted answer written into it."""
    section = Section("blank")
    try:
        blank = released_notebook(setup, 0)
    except TopicError as e:
        section.find(f"the notebook cannot be built: {e}")
        return section
    tasks = [setup.task("blank", "", 0, segments(blank, setup.topic))]
    for answer in setup.answers:
        if answer.accepted:
            written = segments(_written(setup, blank, answer), setup.topic)
            share = setup.options.share
            tasks.append(setup.task("blank", name_of(answer), 0, written, share=share))
    for result in run("blank", tasks):
        for fault in result.faults:
            section.find(f"grader fault: {fault}", subject=result.task.subject)
        if result.task.subject:
            _judge_visible(setup, section, blank, result)
        else:
            _judge_blank(section, result)
    section.figures |= {"cells": len(blank.cells), "accepted answers in it": len(tasks) - 1}
    return section


def _written(setup: Setup, blank: NotebookNode, answer: Answer) -> NotebookNode:
    """Return the notebook with an accepted answer in its answer cells."""
    notebook = NotebookNode({**blank, "cells": [NotebookNode(c) for c in blank.cells]})
    own = {q.name for q in setup.topic.questions if q.kind != "proof"}
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if name in own and cell.cell_type == "code":
            source = answer if name in answer.questions else setup.model
            whole = alone(source, name, setup.topic, setup.variant(0))
            cell.source = "\n\n".join(text for _, text in whole.cells)
    return notebook


def _judge_blank(section: Section, result: Result) -> None:
    if result.sheet is None:
        return
    section.figures["verdicts"] = len(result.verdicts)
    section.figures["points"] = result.sheet.points
    if result.sheet.points or not result.verdicts:
        section.find(f"the blank notebook earns {result.sheet.points:g} points")
    for v in result.verdicts:
        if v.status != "not_defined":
            section.find(
                f"a blank answer is {v.status} in {v.test}, not 'not written yet': {v.message}",
                question=v.question, subject=v.test,
            )  # fmt: skip
    for record in result.sheet.cells:
        if record.status not in ("passed", "raised") or not (
            record.error.startswith(UNWRITTEN) or not record.error
        ):
            section.find(f"cell {record.index} of the blank notebook: {record.error}")


def _judge_visible(
    setup: Setup, section: Section, blank: NotebookNode, result: Result
) -> None:
    """The visible cells of the questions that the answer answers run without an error."""
    for record in _errors(result):
        grade_id = (
            blank.cells[record.index].metadata.get("nbgrader", {}).get("grade_id", "")
        )
        section.find(
            f"the visible cell {grade_id} refuses a right answer: {record.error}",
            question=grade_id.removesuffix("_tests").removesuffix("_plot"),
            subject=result.task.subject, replay=setup.replay(0),
        )  # fmt: skip


def _errors(result: Result) -> Iterator[CellRecord]:
    if result.sheet is not None:
        yield from (record for record in result.sheet.cells if record.error)
