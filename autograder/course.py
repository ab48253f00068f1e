"""A course directory: where its files lie, what its configuration says, and its secret key.

::

    nbgrader_config.py   course_id, folders, gradebook; `c.Mpdl.edition` names the year
    source/ release/ submitted/ autograded/ feedback/      nbgrader's steps, one folder each
    exchange/            nbgrader's exchange, if the course has its own
    gradebook.db
    records/             ours, for nobody else (0700): course.key, ledger.jsonl, grade sheets
"""

import os
import secrets
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from traitlets.config.loader import Config, PyFileConfigLoader

from autograder.errors import UsageError

REPO = Path(__file__).resolve().parents[1]
"""Where templates, graders and solutions lie."""

CONFIG = "nbgrader_config.py"

KEY_BYTES = 32

FIRST_EDITION = "1"
"""The edition of a course whose configuration names none."""


@dataclass(frozen=True)
class Course:
    """A course directory; reading a property creates nothing, but for `key`."""

    root: Path

    @cached_property
    def config(self) -> Config:
        """What nbgrader_config.py says.

        Raises:
            UsageError: there is none, or it cannot be read.
        """
        path = self.root / CONFIG
        if not path.is_file():
            raise UsageError(f"{self.root} is not a course directory: it has no {CONFIG}")
        try:
            config: Config = PyFileConfigLoader(CONFIG, path=str(self.root)).load_config()
        except Exception as e:
            # The file is a program of the course's own: whatever it raises is its news.
            raise UsageError(f"{path} cannot be read: {type(e).__name__}: {e}") from e
        return config

    def _setting(self, section: str, name: str, default: str) -> str:
        return str(self.config[section].get(name, default))

    @property
    def course_id(self) -> str:
        """The course's name for nbgrader and its exchange; UsageError if it has none."""
        course_id = self._setting("CourseDirectory", "course_id", "")
        if not course_id:
            raise UsageError(f"{self.root / CONFIG} must set c.CourseDirectory.course_id")
        return course_id

    @property
    def edition(self) -> str:
        """The year or term: `c.Mpdl.edition`. A new edition draws new variants."""
        return self._setting("Mpdl", "edition", FIRST_EDITION)

    def _folder(self, step: str) -> Path:
        return self.root / self._setting("CourseDirectory", f"{step}_directory", step)

    @property
    def source(self) -> Path:
        """Built notebooks, before nbgrader has seen them."""
        return self._folder("source")

    @property
    def release(self) -> Path:
        """What `nbgrader generate_assignment` writes: ⟦name⟧ is still in it."""
        return self._folder("release")

    @property
    def submitted(self) -> Path:
        """What students handed in: ``submitted/<student>/<stem>/<stem>.ipynb``."""
        return self._folder("submitted")

    @property
    def autograded(self) -> Path:
        """Graded notebooks."""
        return self._folder("autograded")

    @property
    def feedback(self) -> Path:
        """Feedback pages."""
        return self._folder("feedback")

    @property
    def exchange(self) -> Path:
        """Root of nbgrader's exchange."""
        return self.root / self._setting("Exchange", "root", "exchange")

    @property
    def db_url(self) -> str:
        """URL of the gradebook."""
        default = f"sqlite:///{self.root.resolve() / 'gradebook.db'}"
        return self._setting("CourseDirectory", "db_url", default)

    @property
    def records(self) -> Path:
        """What is ours alone."""
        return self.root / "records"

    @property
    def ledger(self) -> Path:
        """The frozen variants; see `ledger`."""
        return self.records / "ledger.jsonl"

    @property
    def key_file(self) -> Path:
        """The course key. Whoever reads it can compute every variant and hidden input."""
        return self.records / "course.key"

    def release_notebook(self, stem: str) -> Path:
        """Return where the released notebook of a topic lies."""
        return self.release / stem / f"{stem}.ipynb"

    def submission(self, student: str, stem: str) -> Path:
        """Return where the notebook a student handed in lies."""
        return self.submitted / student / stem / f"{stem}.ipynb"

    def make_records(self) -> Path:
        """Return the folder of records, created on first use for the owner alone."""
        self.records.mkdir(mode=0o700, exist_ok=True)
        if self.records.stat().st_mode & 0o022:
            raise UsageError(
                f"others may write into {self.records}; say: chmod 700 {self.records}"
            )
        return self.records

    def key(self) -> bytes:
        """Return the course key, created on first use.

        Raises:
            UsageError: others may read it, it is damaged, or it is lost although variants
                have been drawn with it.
        """
        self.make_records()
        if not os.path.lexists(self.key_file):
            if self.ledger.exists():
                raise UsageError(
                    f"{self.key_file} is lost, but {self.ledger.name} holds variants drawn with "
                    "it: restore the key from a backup, or move the ledger away to begin anew"
                )
            _create(self.key_file, secrets.token_bytes(KEY_BYTES).hex() + "\n")
        return _read_key(self.key_file)


def _create(path: Path, text: str) -> None:
    """Write a new private file, whole or not at all; one that is there already stays."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(
                draft, path
            )  # unlike rename, it does not overwrite a key made meanwhile
        except FileExistsError:
            return
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    finally:
        os.unlink(draft)


def _read_key(path: Path) -> bytes:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as e:
        raise UsageError(f"{path} cannot be read: {e.strerror}") from None
    state = os.fstat(handle)
    if not stat.S_ISREG(state.st_mode):
        os.close(handle)
        raise UsageError(f"{path} is not a file")
    with os.fdopen(handle, "rb") as file:
        if state.st_mode & 0o077:
            raise UsageError(f"others may read {path}; say: chmod 600 {path}")
        text = file.read(4 * KEY_BYTES).strip()
    try:
        key = bytes.fromhex(text.decode("ascii"))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise UsageError(
            f"{path} does not hold {2 * KEY_BYTES} hexadecimal digits: restore it from a backup"
        )
    return key
