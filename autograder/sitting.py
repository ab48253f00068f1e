"""One submission sits the examination: cells run in order, a question is graded where it stands.

The box is brought to the place of a question before its first test: cells up to (not
including) its grade cell have run, later ones have not, so that ``np = None`` in a later cell
harms no earlier question. If the student's process ends (time-out, crash, memory), a fresh box
runs the cells again up to the question, without the cell that ended it; the other questions
keep their marks. Time is budgeted per question: after `MAX_ENDINGS` endings the rest of a
question's tests are not run.
"""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from autograder.errors import (
    BadReply,
    Crashed,
    NotDefined,
    OutOfMemory,
    SandboxFault,
    StudentFault,
    TimedOut,
)
from autograder.sandbox.box import Cell, CellOutcome
from autograder.student import Notebook
from autograder.verdicts import CellRecord

MAX_ENDINGS = 2

ENDINGS = (TimedOut, OutOfMemory, Crashed, BadReply)
"""What a cell can do to its process: after each the process is dead."""

Ending = TimedOut | OutOfMemory | Crashed | BadReply


class Box(Notebook, Protocol):
    """A notebook whose cells can be run; see `autograder.sandbox.box.Box`."""

    tier: str
    layers: tuple[str, ...]

    def run(self, cells: Sequence[Cell]) -> tuple[CellOutcome, ...]:
        """Run cells one after another."""

    @property
    def alive(self) -> bool:
        """False once the student's process has ended."""

    def close(self) -> None:
        """End the process and free what belongs to it."""


@dataclass(frozen=True)
class Segment:
    """The code cells between the grade cell of the previous question and that of `question`."""

    question: str
    """Empty for the cells after the last grade cell."""
    cells: tuple[tuple[int, str], ...]
    """Position in the notebook and source of each."""
    begins_with_checks: bool = False
    """True if the first cell holds the visible checks of the question before."""


class NotRun(Exception):
    """The question has used up its time: its remaining tests are not run."""


class Sitting:
    """Runs the cells of one submission as the tests of its questions need them."""

    def __init__(self, segments: Sequence[Segment], open_box: Callable[[], Box]) -> None:
        self._segments = tuple(segments)
        self._open_box = open_box
        self._box: Box | None = None
        self._place = 0
        """Number of segments the present box has run."""
        self._poisoned: dict[int, Ending] = {}
        """Cells that ended a process: they are not run again."""
        self._endings: dict[str, int] = {}
        self._killers: dict[str, Ending] = {}
        """Questions one of whose own cells ended the process, and how."""
        self._records: dict[int, CellRecord] = {}
        self.tier = ""
        self.layers: tuple[str, ...] = ()

    @property
    def records(self) -> tuple[CellRecord, ...]:
        """What the cells printed, in the order of the notebook."""
        return tuple(self._records[i] for i in sorted(self._records))

    def enter(self, question: str) -> Notebook:
        """Return the notebook as it is just before the grade cell of `question`.

        Raises:
            NotRun: the question has ended the process too often.
        """
        if self._endings.get(question, 0) >= MAX_ENDINGS:
            raise NotRun
        target = 1 + [s.question for s in self._segments].index(question)
        while True:
            box = self._fresh_or_present(target)
            try:
                self._advance(box, target)
                break
            except ENDINGS as ending:
                self._note_ending(box, ending)
        return box

    def note(self, question: str, fault: StudentFault) -> StudentFault:
        """Count an ending of the process in a test of `question`; return the fault to report.

        A name that is not defined because its own cell ended the process or raised is
        reported as what happened in that cell: that is what the student has to mend.
        """
        if isinstance(fault, TimedOut | OutOfMemory | Crashed):
            self._endings[question] = self._endings.get(question, 0) + 1
        if not isinstance(fault, NotDefined):
            return fault
        if question in self._killers:
            return self._killers[question]
        segment = next(s for s in self._segments if s.question == question)
        errors = [
            r.error for i, _ in segment.cells if (r := self._records.get(i)) and r.error
        ]
        return (
            NotDefined(f"{fault}; its cell stopped with {errors[-1]}") if errors else fault
        )

    def finish(self) -> None:
        """Run what is left of the notebook, for display only, and close the box."""
        tries = 0
        while tries <= MAX_ENDINGS:
            box = self._fresh_or_present(len(self._segments))
            try:
                self._advance(box, len(self._segments))
                break
            except ENDINGS as ending:
                self._note_ending(box, ending)
                tries += 1
        self.close()

    def close(self) -> None:
        """Close the box, if one is open."""
        if self._box is not None:
            self._box.close()
            self._box = None

    def _fresh_or_present(self, target: int) -> Box:
        box = self._box
        if box is not None and box.alive and self._place <= target:
            return box
        self.close()
        box = self._open_box()
        self._box, self._place = box, 0
        self.tier, self.layers = box.tier, box.layers
        return box

    def _advance(self, box: Box, target: int) -> None:
        while self._place < target:
            segment = self._segments[self._place]
            self._leave_out_hopeless_checks(segment)
            cells = [
                Cell(index=i, source=s) for i, s in segment.cells if i not in self._poisoned
            ]
            for outcome in box.run(cells):
                self._records.setdefault(outcome.index, _record(outcome))
            self._place += 1

    def _leave_out_hopeless_checks(self, segment: Segment) -> None:
        """Do not wait for the visible checks of a question that has used up its time."""
        if not segment.begins_with_checks or not segment.cells:
            return
        before = self._segments[self._place - 1].question
        index = segment.cells[0][0]
        if self._endings.get(before, 0) >= MAX_ENDINGS and index not in self._records:
            text = "not run: the functions of this question had used up their time"
            self._poisoned[index] = TimedOut(text)
            self._records[index] = CellRecord(index=index, error=text, status="not_run")

    def _note_ending(self, box: Box, ending: Any) -> None:
        """A cell ended the process: never run it again, and say so in its output."""
        for outcome in getattr(ending, "outcomes", ()):
            self._records.setdefault(outcome.index, _record(outcome))
        index = getattr(ending, "cell_index", None)
        if index is None:
            raise SandboxFault(f"the sandbox ended outside a cell: {ending}") from ending
        segment = self._segments[self._place]
        self._poisoned[index] = ending
        # Visible checks belong to the question before; any other cell is this question's own.
        is_check = segment.begins_with_checks and segment.cells[0][0] == index
        if not is_check:
            self._killers.setdefault(segment.question, ending)
        self._records[index] = CellRecord(
            index=index, error=str(ending), status=ending.status
        )
        box.close()


def _record(outcome: CellOutcome) -> CellRecord:
    return CellRecord(
        index=outcome.index,
        stdout=outcome.stdout,
        stderr=outcome.stderr,
        result=outcome.result,
        error=outcome.error or "",
        traceback=outcome.traceback,
        figures=tuple(base64.b64encode(f).decode("ascii") for f in outcome.figures),
        status="raised" if outcome.error else "passed",
    )
