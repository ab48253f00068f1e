"""The teacher's side of the exchange: a notebook for each student, and what comes back.

::

    <exchange>/<course>/outbound/<assignment>             as in nbgrader; ⟦name⟧ not filled in
    <exchange>/<course>/variants/<student>/<assignment>   what this student fetches
    <exchange>/<course>/inbound, feedback                 as in nbgrader

`nbgrader list` and `submit` look at outbound and work unchanged; `fetch.py` is the student's
side. A variant is drawn and frozen in the ledger at release; releasing again (``--force``)
adds students who came later and changes nobody's numbers. `variants/` cannot be listed; where
the system allows it each folder is given to its student alone.
"""

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseAssignment

from autograder.course import Course
from autograder.errors import MpdlError
from autograder.nbgrader_plugin.fetch import VARIANTS
from autograder.nbgrader_plugin.fetch import FetchVariant as FetchVariant
from autograder.nbgrader_plugin.grading import topic_of
from autograder.notebook import notebook_text
from autograder.released import student_notebook


class ReleaseVariants(ExchangeReleaseAssignment):
    """Releases the assignment, and to every student in the gradebook their own notebook."""

    def copy_files(self) -> None:
        """Write the variants first: what cannot be drawn for all is released to nobody."""
        stem = self.coursedir.assignment_id
        course = Course(Path(self.coursedir.root))
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            students = sorted(s.id for s in gradebook.students)
        if not students:
            self.fail(
                "the gradebook has no students: add them in formgrader, or with "
                "`nbgrader db student import FILE`, and release again"
            )
        if os.path.isdir(self.dest_path) and not self.force:
            self.fail(f"{stem} is released; add --force to release it again")
        try:
            topic = topic_of(stem)
            texts = {s: notebook_text(student_notebook(course, topic, s)) for s in students}
        except MpdlError as e:
            self.fail(str(e))
        super().copy_files()
        shelf = Path(self.course_path) / VARIANTS
        shelf.mkdir(exist_ok=True)
        shelf.chmod(0o711)
        open_to_all = [s for s in students if not self._give(shelf, s, texts[s])]
        if open_to_all:
            self.log.warning(
                "%d variants can be read by whoever guesses the path (not run as root, no ACLs)",
                len(open_to_all),
            )
        self.log.info("Released %s to %d students", stem, len(students))

    def _give(self, shelf: Path, student: str, text: str) -> bool:
        """Write one student's folder; return whether it is theirs alone."""
        stem = self.coursedir.assignment_id
        folder = shelf / student / stem
        folder.parent.mkdir(exist_ok=True)
        if folder.exists():
            shutil.rmtree(folder)
        self.do_copy(self.src_path, str(folder))
        (folder / f"{stem}.ipynb").write_text(text, encoding="utf-8")
        for path in folder.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        folder.chmod(0o755)
        return _only_for(student, folder.parent)


class CollectPlainFiles(ExchangeCollect):
    """Collects what consists of ordinary files and folders.

    A link would be followed with the teacher's rights and could bring the answer key into a
    submission; a pipe would stop the collection for ever.
    """

    src_records: list[dict[str, Any]]

    def copy_files(self) -> None:
        """Leave out submissions that hold anything else, one line for each."""
        plain = []
        for record in self.src_records:
            strange = _first_strange(Path(self.inbound_path) / record["filename"])
            if strange:
                self.log.error("not collected: %s holds %s, which is neither a file nor a "
                               "folder", record["filename"], strange)  # fmt: skip
            else:
                plain.append(record)
        self.src_records = plain
        super().copy_files()


def _first_strange(folder: Path) -> str:
    """Return the name of something in a folder that is no file and no folder, or ''."""
    if folder.is_symlink():
        return folder.name
    for here, folders, files in os.walk(folder):
        for name in sorted(folders + files):
            mode = os.lstat(os.path.join(here, name)).st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                return repr(name)
    return ""


def _only_for(student: str, folder: Path) -> bool:
    """Let nobody but the student and us into a folder; return whether that could be done."""
    try:
        user = pwd.getpwnam(student)
    except KeyError:
        return True  # nobody has an account of that name on this machine
    if user.pw_uid == os.getuid():
        folder.chmod(0o700)
        return True
    if os.getuid() == 0:
        os.chown(folder, user.pw_uid, -1)
        folder.chmod(0o700)
        return True
    setfacl = shutil.which("setfacl")
    if setfacl is None:
        return False
    folder.chmod(0o700)
    rule = f"u:{user.pw_uid}:rx"
    done = subprocess.run([setfacl, "-m", rule, str(folder)], capture_output=True)
    if done.returncode:
        folder.chmod(0o755)
    return done.returncode == 0
