"""Every status in words, shape and colour, and what to do about it.

A status is never told by colour alone: each has its own word and its own shape, and the
colours (white on them has a contrast of at least 4.5 : 1) only help to find things.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.verdicts import STATUSES, Status


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a status is shown, and the sentence that says what to do."""

    word: str
    shape: str
    colour: str
    advice: str
    style: str
    """Style of the word in a terminal (rich)."""


LOOKS: Mapping[Status, Look] = {
    "passed": Look(
        word="passed",
        shape="✓",
        colour="#1a7f37",
        style="green",
        advice="",
    ),
    "wrong": Look(
        word="does not hold",
        shape="✗",
        colour="#c0272d",
        style="red",
        advice="Work this input by hand, then compare with what your code gives.",
    ),
    "raised": Look(
        word="exception",
        shape="!",
        colour="#a04100",
        style="red",
        advice="Call your function with this input in your notebook: the end of the traceback "
        "names the line to look at.",
    ),
    "timed_out": Look(
        word="timed out",
        shape="◷",
        colour="#7a4b00",
        style="yellow",
        advice="Look for a loop that does not end, or for work that is done again at every "
        "step; try smaller sizes first, and print how far it gets.",
    ),
    "out_of_memory": Look(
        word="out of memory",
        shape="▣",
        colour="#7a4b00",
        style="yellow",
        advice="Look for an array that grows faster than the answer, such as all pairs or "
        "all subsets at once; a loop over one of its axes needs less.",
    ),
    "crashed": Look(
        word="process ended",
        shape="✸",
        colour="#8a1c5b",
        style="magenta",
        advice="Look for exit() or os._exit(), for recursion without an end, and for output "
        "without an end; restart the kernel and run all cells.",
    ),
    "not_defined": Look(
        word="not written yet",
        shape="○",
        colour="#57606a",
        style="dim",
        advice="Write your answer under exactly the name in the stub. If you did, restart the "
        "kernel and run all cells: perhaps a cell stops with an error.",
    ),
    "bad_reply": Look(
        word="cannot be read",
        shape="?",
        colour="#8a1c5b",
        style="magenta",
        advice="Return plain numbers, arrays, lists or tuples of the shape in the docstring, "
        "not objects of your own.",
    ),
    "not_run": Look(
        word="not run",
        shape="–",
        colour="#57606a",
        style="dim",
        advice="Mend the test that timed out or ended the process first; these follow then.",
    ),
    "grader_fault": Look(
        word="our fault",
        shape="⚑",
        colour="#0550ae",
        style="bold blue",
        advice="Nothing for you to do: when it is mended, your work is graded again.",
    ),
}

WITHOUT_INPUT: Mapping[Status, str] = {
    "wrong": "Go through your derivation again, with the numbers of your own statement.",
    "raised": "Restart the kernel and run all cells: the end of the traceback names the line.",
}
"""What to do if there is no input to try."""


def meaning(status: Status) -> str:
    """Return the words of a status as a sentence."""
    words = STATUSES[status]
    return words[:1].upper() + words[1:] + "."


def advice_without_input(status: Status) -> str:
    """Return what to do about a status if there is no input to try."""
    return WITHOUT_INPUT.get(status, LOOKS[status].advice)
