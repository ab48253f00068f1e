"""The notebook a student gets: what nbgrader released, with the student's own numbers.

Only our cells are filled, so the stubs, the ids and the points are the same for everyone, and
nbgrader's checksums are computed anew. The same function gives the text that submitted cells
are restored from.
"""

import re
import zipfile
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograder import ledger, variants
from autograder.course import Course
from autograder.errors import UsageError
from autograder.notebook import notebook_text, read_notebook
from autograder.verdicts import digest
from course_lib.topic import Topic

README = """\
{title}
{line}

Mathematical Principles of Deep Learning, assignment {stem}, for {student}.

Open {stem}.ipynb in JupyterLab (Python 3.11 or later, with numpy, torch and matplotlib).
The notebook says how it is graded. Its numbers were drawn for you: hand in this file, under
this name, and not that of somebody else.
"""

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip file can tell: equal notebooks make equal files."""


def fill_notebook(
    release: NotebookNode, topic: Topic, variant: object, *, student: str
) -> NotebookNode:
    """Return a copy of a released notebook with our cells filled for one student.

    Raises:
        TopicError: the notebook holds a ⟦name⟧ that the topic does not know (it was built
            from another version of the topic).
    """
    values = variants.values_of(topic, variant, student=student)
    notebook: NotebookNode = _copied(release)
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader", {})
        if meta.get("locked"):
            cell.source = variants.fill_with(cell.source, values, topic)
        if meta.get("locked") or meta.get("grade") or meta.get("solution"):
            meta["checksum"] = checksum(cell)
    notebook.metadata["mpdl"] = {
        "topic": topic.stem,
        "fingerprint": variants.fingerprint(variant, topic),
    }
    return notebook


def _copied(node: Any) -> Any:
    """Return a copy of a notebook; `copy.deepcopy` takes five times as long."""
    if isinstance(node, dict):
        copy = NotebookNode()
        dict.update(copy, {k: _copied(v) for k, v in node.items()})
        return copy
    return [_copied(v) for v in node] if isinstance(node, list) else node


def checksum(cell: NotebookNode) -> str:
    """Return what nbgrader holds against a cell to see whether it was changed."""
    # Imported when needed: nbgrader brings a web server with it, a second and a half.
    from nbgrader.utils import compute_checksum

    return str(compute_checksum(cell))


def read_release(course: Course, stem: str) -> NotebookNode:
    """Return the notebook that nbgrader released; UsageError if there is none yet."""
    path = course.release_notebook(stem)
    if not path.exists():
        raise UsageError(f"{path} does not exist: release {stem} first")
    return read_notebook(path)


def student_notebook(course: Course, topic: Topic, student: str) -> NotebookNode:
    """Return the notebook of a student; their variant is frozen if it was not yet.

    Raises:
        UsageError: nothing is released yet, or not an id of a student.
        TopicError: release and topic contradict each other.
    """
    release = read_release(course, topic.stem)
    variant = ledger.frozen_variant(course, topic, student)
    return fill_notebook(release, topic, variant, student=student)


def student_zip(notebook: NotebookNode, topic: Topic, student: str, into: Path) -> Path:
    """Write one student's zip (notebook and README.txt) into a folder; return its path.

    The same notebook gives the same bytes. The name of the zip is safe on every system and
    differs for different students.
    """
    ledger.student_id(student)
    stem = topic.stem
    readme = README.format(
        title=topic.title, line="=" * len(topic.title), stem=stem, student=student
    )
    into.mkdir(parents=True, exist_ok=True)
    path = into / f"{safe_name(student)}_{stem}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, text in (
            (f"{stem}/{stem}.ipynb", notebook_text(notebook)),
            (f"{stem}/README.txt", readme),
        ):
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.create_system = 3  # Unix, also when written elsewhere
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text.encode("utf-8"))
    return path


def safe_name(student: str) -> str:
    """Return a student's id as a part of a file name; different ids stay different.

    Also where capitals do not count: what is not plain small letters gets a digest.
    """
    safe = re.sub(r"[^a-z0-9.@-]", "-", student.lower()).strip(".-") or "student"
    return safe if safe == student else f"{safe}-{digest(student)[:8]}"
