"""SubmissionExporter: nbgrader's exporter, with our reader of notebook files."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode

from autograder.notebook import read_submission


class SubmissionExporter(NotebookExporter):
    """A file that is no notebook, a link or a pipe ends in one clear line, not in a hang."""

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Convert a notebook file.

        Raises:
            UsageError: it cannot be read as a notebook.
        """
        path = Path(filename)
        changed = datetime.fromtimestamp(os.path.getmtime(path))
        about = {
            "name": path.stem,
            "path": str(path.parent),
            "modified_date": changed.strftime("%d %B %Y"),
        }
        resources = {**(resources or {}), "metadata": about}
        converted: tuple[str, dict[str, Any]] = self.from_notebook_node(  # type: ignore[no-untyped-call]
            tidy(read_submission(path)), resources, **kw
        )
        return converted


def tidy(notebook: NotebookNode) -> NotebookNode:
    """Make a notebook what nbconvert can hand to NormaliseSubmission, which does the rest.

    A text is a string here (files hold lists of lines), and every cell has an id of its own:
    copying a cell in an editor may copy its id, and nbformat warns about that for ever.
    """
    seen: set[str] = set()
    for place, cell in enumerate(notebook.cells):
        if isinstance(cell.get("source"), list):
            cell.source = "".join(x for x in cell.source if isinstance(x, str))
        name = cell.get("id")
        if not isinstance(name, str) or name in seen:
            name = f"place-{place}"
            while name in seen:
                name += "-"
            cell.id = name
        seen.add(name)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook
