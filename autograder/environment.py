"""What the commands put into their environment before they call nbgrader."""

import os
import shutil
import sys
from pathlib import Path


def complete_path() -> None:
    """Put this interpreter's folder on PATH if `alembic` is not found there.

    nbgrader calls it by name when it makes a gradebook; an environment that is used by its
    path alone, without being activated, would fail with a FileNotFoundError.
    """
    if shutil.which("alembic") is None:
        folder = str(Path(sys.executable).parent)
        os.environ["PATH"] = os.pathsep.join([folder, os.environ.get("PATH", os.defpath)])
