"""Sheets on disk, found by what was graded and by what: nothing is graded twice.

``records/sheets/<stem>/<student>/<key>.json`` where the key is the digest of submission,
grader, variant, environment and hidden seed. A sheet is written whole or not at all (a new
file, then a rename), so that a batch can be stopped at any moment. ``latest`` names the sheet
that counts.
"""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import GraderFault
from autograder.verdicts import GradeSheet, digest


def key_of(submission: str, grader: str, variant: str, environment: str, seed: str) -> str:
    """Return the name under which a grading is stored; all arguments are digests."""
    return digest("|".join((submission, grader, variant, environment, seed)))[:40]


@dataclass(frozen=True)
class SheetStore:
    """The folder of sheets of one course."""

    folder: Path

    def path(self, stem: str, student: str, key: str) -> Path:
        """Return where the sheet with this key lies, or would lie."""
        return self.folder / stem / student / f"{key}.json"

    def find(self, stem: str, student: str, key: str) -> GradeSheet | None:
        """Return the stored sheet of this grading; None if there is none that can be used."""
        try:
            sheet = GradeSheet.from_json(self.path(stem, student, key).read_text("utf-8"))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, KeyError):
            return None  # torn or of an older schema: grade again
        # What a fault of ours left is kept for a person to read, but it is no result.
        return None if sheet.is_faulty else sheet

    def put(self, sheet: GradeSheet, key: str) -> Path:
        """Store a sheet and make it the latest; return its path."""
        path = self.add(sheet, key)
        self.point(sheet, key)
        return path

    def add(self, sheet: GradeSheet, key: str) -> Path:
        """Store a sheet and wait until it is on the disk; the latest stays what it was."""
        path = self.path(sheet.topic, sheet.student, key)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(path, sheet.to_json(), wait=True)
        return path

    def is_latest(self, sheet: GradeSheet, key: str) -> bool:
        """True if this is the sheet that counts for its student already."""
        folder = self.path(sheet.topic, sheet.student, key).parent
        return _text(folder / "latest") == _words(sheet, key)

    def point(self, sheet: GradeSheet, key: str) -> None:
        """Make a stored sheet the latest of its student."""
        path = self.path(sheet.topic, sheet.student, key)
        _write(path.parent / "latest", _words(sheet, key), wait=False)

    def latest(self, stem: str, student: str) -> GradeSheet | None:
        """Return the sheet that counts for this student, if there is any."""
        path = self._latest(self.folder / stem / student)
        if path is None:
            return None
        try:
            return GradeSheet.from_json(path.read_text("utf-8"))
        except (ValueError, TypeError, KeyError) as e:
            raise GraderFault(f"{path} is not a sheet of this version: {e}") from None

    def graded_before(self, stem: str, student: str) -> str:
        """Return the digest of the submission that was graded last; '' if none can be read."""
        words = _text(self.folder / stem / student / "latest").split()
        if len(words) == 2:
            return words[1]
        try:
            sheet = self.latest(stem, student)
        except GraderFault:
            return ""  # of an older schema
        return sheet.submission if sheet else ""

    def _latest(self, folder: Path) -> Path | None:
        """Return the file that ``latest`` names; the newest, if that was lost with the power."""
        words = _text(folder / "latest").split()
        if words and (path := folder / Path(words[0]).name).is_file():
            return path
        return max(folder.glob("*.json"), key=lambda p: p.stat().st_mtime_ns, default=None)

    def students(self, stem: str) -> tuple[str, ...]:
        """Return who has a sheet of this topic."""
        folder = self.folder / stem
        return tuple(sorted(p.name for p in folder.iterdir())) if folder.is_dir() else ()


def _words(sheet: GradeSheet, key: str) -> str:
    """Return what ``latest`` says: the file of a sheet, and what was graded."""
    return f"{key}.json {sheet.submission}\n"


def _text(path: Path) -> str:
    """Return what is in a file, '' if there is none."""
    try:
        return path.read_text("utf-8", errors="replace")
    except FileNotFoundError:
        return ""


def _write(path: Path, text: str, *, wait: bool) -> None:
    """Write a file whole or not at all; `wait` until it would survive a power cut.

    Raises:
        GraderFault: the disk is full or cannot be written; nothing is changed.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                if wait:
                    file.flush()
                    os.fsync(file.fileno())
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as e:
        raise GraderFault(
            f"{path} could not be written: {e.strerror}; nothing is lost, make room and grade again"
        ) from None
