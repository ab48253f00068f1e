"""Who was graded, when, and by what: a log whose every line seals the lines before it.

``records/audit.jsonl``, one line for each grading that came to count::

    {"n": 3, "time": "2026-11-25T05:31:29Z", "by": "teacher", "topic": …, "student": …,
     "file": SHA-256 of the file that was handed in, "submission": … of what was graded of it,
     "grader": …, "variant": …, "environment": …, "sheet": fingerprint, "points": 56.0,
     "seal": HMAC-SHA-256 of the seal before and of this line, with the course key}

Lines can be added by nobody without the key, and none can be changed, moved or removed without
breaking the chain after it. Whoever holds the key can rewrite all of it: keep a copy of the last
seal elsewhere (`mpdl audit` prints it).
"""

import fcntl
import getpass
import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.errors import GraderFault
from autograder.verdicts import GradeSheet, digest

LOG = "audit.jsonl"

BEGINNING = "0" * 64
"""The seal before the first line."""


@dataclass(frozen=True)
class Entry:
    """One line of the log."""

    said: dict[str, Any]
    """Everything but the seal."""
    seal: str

    def __getitem__(self, name: str) -> Any:
        """Return a field."""
        return self.said.get(name, "")


class BrokenChain(GraderFault):
    """The log is not what was written."""


@dataclass(frozen=True)
class Audit:
    """The log of one course."""

    course: Course

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.course.records / LOG

    def add(self, sheet: GradeSheet) -> None:
        """Write that this sheet counts from now on.

        Raises:
            GraderFault: the log cannot be written, or its last line is damaged.
        """
        said = {
            "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "by": _user(),
            "topic": sheet.topic,
            "student": sheet.student,
            "file": file_digest(self.course.submission(sheet.student, sheet.topic)),
            "submission": sheet.submission,
            "grader": sheet.grader,
            "variant": sheet.variant,
            "environment": sheet.environment,
            "sheet": sheet.fingerprint,
            "points": sheet.points,
        }
        key = self.course.key()
        try:
            with open(self.path, "a+b", opener=_private) as file:
                fcntl.flock(file, fcntl.LOCK_EX)  # another grading may be adding its line
                before = _last(file.fileno())
                said = {"n": before["n"] + 1 if before else 1, **said}
                seal = _seal(key, before["seal"] if before else BEGINNING, said)
                file.write(json.dumps({**said, "seal": seal}).encode("ascii") + b"\n")
                file.flush()
        except OSError as e:
            raise GraderFault(f"{self.path} could not be written: {e.strerror}") from None
        except (ValueError, KeyError, TypeError):
            raise BrokenChain(f"the last line of {self.path} is damaged") from None

    def entries(self) -> Iterator[Entry]:
        """Yield the entries, each checked against the seal before it.

        Raises:
            BrokenChain: a line was changed, moved, removed or added by other hands.
        """
        if not self.path.exists():
            return
        key, before = self.course.key(), BEGINNING
        with self.path.open("rb") as file:
            for n, line in enumerate(file, start=1):
                try:
                    said = json.loads(line)
                    seal = str(said.pop("seal"))
                except (ValueError, KeyError, AttributeError, TypeError):
                    raise BrokenChain(f"{self.path}, line {n}: no entry") from None
                if said.get("n") != n or not hmac.compare_digest(
                    seal.encode(), _seal(key, before, said).encode()
                ):
                    raise BrokenChain(
                        f"{self.path}, line {n}: it or a line before it was changed, moved, "
                        "removed or added"
                    )
                before = seal
                yield Entry(said, seal)


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits; '' if it cannot be read."""
    try:
        return digest(path.read_bytes())
    except OSError:
        return ""


def _seal(key: bytes, before: str, said: dict[str, Any]) -> str:
    text = before + json.dumps(said, sort_keys=True)
    return hmac.new(b"audit" + key, text.encode("utf-8"), "sha256").hexdigest()


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without a name for this uid
        return str(os.getuid())


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW, 0o600)


def _last(fd: int) -> dict[str, Any] | None:
    """Return the last line of an open log; None if it is empty."""
    size = os.fstat(fd).st_size
    if not size:
        return None
    tail = os.pread(fd, 1 << 16, max(0, size - (1 << 16)))
    if not tail.endswith(b"\n"):
        raise ValueError("the last line was cut")
    found: dict[str, Any] = json.loads(tail.splitlines()[-1])
    return found
