"""The frozen ledger: which variant each student was given, so that it stays theirs.

``records/ledger.jsonl`` has one line for each (stem, student, edition). Lines are only ever
added, under a lock, and synced before the variant is shown to anybody. The first line for a
student holds; a later change of a topic's `draw`, or of numpy, changes nobody's exercise.
"""

import fcntl
import json
import logging
import os
import time
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from autograder import variants
from autograder.course import Course
from autograder.errors import UsageError
from autograder.verdicts import digest
from course_lib.topic import Topic

log = logging.getLogger(__name__)

MAX_STUDENT = 128


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the ledger."""

    stem: str
    student: str
    edition: str
    variant: dict[str, Any]
    fingerprint: str
    when: str


def student_id(text: str) -> str:
    """Return a student's id if it can name a folder, as nbgrader uses it.

    Raises:
        UsageError: it is empty, too long, a path, or holds what cannot be seen.
    """
    hidden = any(unicodedata.category(c)[0] == "C" for c in text)
    if (
        not text
        or text != text.strip()
        or len(text.encode("utf-8", "replace")) > MAX_STUDENT
        or hidden
        or ".." in text
        or text == "."
        or any(c in text for c in "/\\")
    ):
        raise UsageError(
            f"{text[:60]!r} cannot be the id of a student: it must name a folder"
        )
    return text


def frozen_variant(course: Course, topic: Topic, student: str, edition: str = "") -> Any:
    """Return the variant of a student: the ledger's, else it is drawn and frozen now.

    Args:
        course: the course directory.
        topic: the topic of the assignment.
        student: id of the student.
        edition: year or term; empty means the course's present one.

    Raises:
        UsageError: not an id, a ledger that was altered, no course key.
        TopicError: no variant can be drawn, or the topic cannot read the frozen one.
    """
    student_id(student)
    year = edition or course.edition
    key = course.key()
    with _locked(course) as file:
        for entry in _entries(course, _lines_of(course, file, student)):
            if (entry.stem, entry.student, entry.edition) == (topic.stem, student, year):
                return variants.from_data(entry.variant, topic)
        variant = variants.draw(
            topic, key, course_id=course.course_id, student=student, edition=year
        )
        entry = Entry(
            stem=topic.stem,
            student=student,
            edition=year,
            variant=variants.to_data(variant, topic),
            fingerprint=variants.fingerprint(variant, topic),
            when=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        _append(file, json.dumps(asdict(entry)))
    return variant


def entries(course: Course) -> tuple[Entry, ...]:
    """Return every line of the ledger, in the order written; UsageError as `frozen_variant`."""
    if not course.ledger.exists():
        return ()
    with _locked(course) as file:
        return tuple(_entries(course, _lines(file)))


def torn_lines(course: Course) -> tuple[int, ...]:
    """Return the numbers of the lines that were cut off when the machine stopped."""
    if not course.ledger.exists():
        return ()
    with _locked(course) as file:
        return tuple(number for number, line in _lines(file) if _parse(line) is None)


@contextmanager
def _locked(course: Course) -> Iterator[BinaryIO]:
    """Open the ledger, created on first use, for one process at a time."""
    course.make_records()
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
    with os.fdopen(os.open(course.ledger, flags, 0o600), "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # released when the file is closed
        yield file


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not blank, with their numbers."""
    file.seek(0)
    lines = enumerate(file.read().split(b"\n"), start=1)
    yield from ((number, line) for number, line in lines if line.strip())


def _parse(line: bytes) -> Any:
    """Return the data of a line, None if it was cut off."""
    try:
        return json.loads(line)
    except ValueError:
        return None


@dataclass(frozen=True)
class _Index:
    """The lines of a ledger by the student they name, as long as the file is the same."""

    state: tuple[int, int, int]
    lines: dict[str, list[tuple[int, bytes]]]
    """Under "": lines that name nobody, which concern everybody."""


_indices: dict[Path, _Index] = {}

_SETTLED_NS = 100_000_000
"""Age from which a file's time of change tells one content from the next."""


def _lines_of(course: Course, file: BinaryIO, student: str) -> Iterable[tuple[int, bytes]]:
    """Return the lines that concern a student; the ledger is read anew only if it changed."""
    path, found = course.ledger.absolute(), os.fstat(file.fileno())
    state = (found.st_ino, found.st_size, found.st_mtime_ns)
    index = _indices.get(path)
    if index is None or index.state != state:
        index = _Index(state, {})
        for number, line in _lines(file):
            data = _parse(line)
            name = data.get("student") if isinstance(data, dict) else None
            key = name if isinstance(name, str) else ""
            index.lines.setdefault(key, []).append((number, line))
        _indices.pop(path, None)
        if time.time_ns() - found.st_mtime_ns > _SETTLED_NS:
            _indices[path] = index
    return sorted(index.lines.get("", []) + index.lines.get(student, []))


def _entries(course: Course, lines: Iterable[tuple[int, bytes]]) -> Iterator[Entry]:
    """Yield the entries that these lines hold."""
    for number, line in lines:
        data = _parse(line)
        if data is None:
            log.warning("%s, line %d was cut off; it is ignored", course.ledger, number)
            continue
        try:
            entry = Entry(**data)
            canonical = json.dumps(entry.variant, sort_keys=True, allow_nan=False)
        except (ValueError, TypeError):
            raise UsageError(f"{course.ledger}, line {number} is no entry") from None
        if digest(canonical) != entry.fingerprint:
            raise UsageError(
                f"{course.ledger}, line {number} was altered: the variant does not have the "
                "fingerprint written beside it; restore the ledger from a backup"
            )
        yield entry


def _append(file: BinaryIO, line: str) -> None:
    """Add a line and wait until it is on the disk; a torn line before it is closed first."""
    size = file.seek(0, os.SEEK_END)
    start = b""
    if size:
        file.seek(size - 1)
        start = b"" if file.read(1) == b"\n" else b"\n"
    data = memoryview(start + line.encode("ascii") + b"\n")
    while data:
        data = data[file.write(data) :]
    os.fsync(file.fileno())
