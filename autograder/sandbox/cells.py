"""Cells and what became of them, as plain data; the text and pictures are checked here."""

import re
import struct
import unicodedata
from dataclasses import dataclass
from typing import Any

from autograder.sandbox.limits import Limits
from autograder.sandbox.wire import WireError

MAX_ERROR_CHARACTERS = 500
MAX_TRACEBACK_CHARACTERS = 8000
MAX_RESULT_CHARACTERS = 20_000
MAX_PNG_BYTES = 4 << 20
MAX_PNG_SIDE = 10_000
MAX_PNG_PIXELS = 32 << 20

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
# C0 and C1 but for tab and newline; bidirectional and zero-width controls; line separators
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_PNG_START = re.compile(rb"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR(.{8})", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A code cell.

    Args:
        index: its position in the notebook; its code is called ``<cell index>``.
        source: its text.
    """

    index: int
    source: str


@dataclass(frozen=True, kw_only=True)
class CellOutcome:
    """What a cell did. All of it is the student's text: escape it wherever it is shown.

    Args:
        index: as of the cell.
        stdout: what it printed, capped.
        stderr: what it wrote to stderr, warnings included, capped.
        figures: its figures as PNG, capped in number and size.
        result: text of the trailing expression, '' if there is none.
        error: class and message of the exception in one line, None if there was none.
        traceback: the lines of the student's cells that led to it.
        error_type: name of the class of the exception, '' if there was none.
    """

    index: int
    stdout: str = ""
    stderr: str = ""
    figures: tuple[bytes, ...] = ()
    result: str = ""
    error: str | None = None
    traceback: str = ""
    error_type: str = ""


def clean(text: str, characters: int) -> str:
    """Cap `text` and strip what could move a cursor, reorder a line or hide in it.

    >>> clean("a\\x1b[31mb\\x1b[0m\\u202ec", 10)
    'abc'
    """
    text = text[: 4 * characters].replace("\r\n", "\n")
    text = _CONTROL.sub("", _ANSI.sub("", text.replace("\r", "\n")))
    if len(text) > characters:
        text = text[:characters] + " …"
    return text


def one_line(text: str, characters: int = MAX_ERROR_CHARACTERS) -> str:
    """As `clean`, with every run of white space made one space."""
    return " ".join(clean(text, characters).split())


def class_name(name: str) -> str:
    """The name of a class, or what is left of it if it is none."""
    kept = "".join(
        c for c in name[:80] if c == "_" or c == "." or unicodedata.category(c)[0] in "LN"
    )
    return kept or "Exception"


def outcome_of(
    index: int, reply: Any, stdout: str, stderr: str, limits: Limits
) -> CellOutcome:
    """Check what the box says of a cell; raise WireError if it is not what was agreed."""
    if type(reply) is not dict:
        raise WireError("no outcome of a cell")
    text: dict[str, str] = {}
    for name in ("result", "traceback", "error_type"):
        if type(reply.get(name)) is not str:
            raise WireError(f"no {name} in the outcome of a cell")
        text[name] = reply[name]
    error, figures = reply.get("error"), reply.get("figures")
    if not (error is None or type(error) is str) or type(figures) is not list:
        raise WireError("a bad outcome of a cell")
    shown = tuple(png for png in figures[: limits.figures_per_cell] if is_png(png))
    return CellOutcome(
        index=index,
        stdout=stdout,
        stderr=stderr,
        figures=shown,
        result=clean(text["result"], MAX_RESULT_CHARACTERS),
        error=None if error is None else one_line(error),
        traceback=clean(text["traceback"], MAX_TRACEBACK_CHARACTERS),
        error_type="" if error is None else class_name(text["error_type"]),
    )


def is_png(data: Any) -> bool:
    """Whether `data` begins as a PNG of a sane size (a small file may unpack to gigabytes)."""
    if type(data) is not bytes or len(data) > MAX_PNG_BYTES:
        return False
    start = _PNG_START.match(data)
    if start is None:
        return False
    width, height = struct.unpack(">II", start.group(1))
    sides_fit: bool = 0 < width <= MAX_PNG_SIDE and 0 < height <= MAX_PNG_SIDE
    return sides_fit and bool(width * height <= MAX_PNG_PIXELS)
