"""Notebook files: read one that may be anything, write one that is the same every time."""

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.errors import UsageError

MAX_BYTES = 32 * 1024 * 1024
"""Of a notebook file, outputs included."""


_from_dict: Callable[[Any], NotebookNode] = nbformat.from_dict

_upgrade: Callable[[NotebookNode, int, int], NotebookNode] = nbformat.v4.upgrade


def read_notebook(path: Path) -> NotebookNode:
    """Return a notebook in format 4, whoever wrote it; its cells may still hold nonsense.

    The file is opened as it is (no links, no devices, no pipes), read up to `MAX_BYTES`, and
    never validated, since everything but the sources of cells is dropped later.

    Raises:
        UsageError: one line that says what is wrong with the file.
    """
    raw = _read_bytes(path)
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as e:
        raise UsageError(f"{path} is not UTF-8 text (byte {e.start})") from None
    except json.JSONDecodeError as e:
        if not raw.strip():
            raise UsageError(f"{path} is empty") from None
        cut = " The file seems to be cut off." if e.pos >= len(e.doc.rstrip()) else ""
        raise UsageError(
            f"{path} is not JSON: {e.msg} in line {e.lineno}, column {e.colno}.{cut}"
        ) from None
    except (RecursionError, ValueError) as e:
        raise UsageError(f"{path} is not a notebook: {type(e).__name__}") from None
    return _upgraded(data, path)


read_submission = read_notebook


def _read_bytes(path: Path) -> bytes:
    # O_NONBLOCK: a named pipe would otherwise wait for a writer for ever.
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise UsageError(f"{path} does not exist") from None
    except OSError as e:
        link = " (it is a link)" if path.is_symlink() else ""
        raise UsageError(f"{path} cannot be read: {e.strerror}{link}") from None
    state = os.fstat(handle)
    if not stat.S_ISREG(state.st_mode):
        os.close(handle)
        raise UsageError(f"{path} is not a file")
    with os.fdopen(handle, "rb") as file:
        raw = file.read(MAX_BYTES + 1) if state.st_size <= MAX_BYTES else b""
    if len(raw) > MAX_BYTES or state.st_size > MAX_BYTES:
        raise UsageError(
            f"{path} has more than {MAX_BYTES >> 20} MB; clear the outputs of the notebook"
        )
    return raw


def _upgraded(data: Any, path: Path) -> NotebookNode:
    version = data.get("nbformat") if isinstance(data, dict) else None
    if not isinstance(data, dict) or type(version) is not int:
        raise UsageError(f"{path} is JSON, but not a notebook: it has no format number")
    if version not in (3, 4):
        raise UsageError(f"{path} is a notebook of format {version}; save it in format 4")
    try:
        notebook = as_node(data)
        if version == 3:
            notebook = _upgrade(notebook, 3, 0)
    except Exception as e:
        # The upgrade walks through data of unknown shape and raises what it happens to meet.
        raise UsageError(f"{path} is a damaged notebook: {type(e).__name__}") from None
    if not isinstance(notebook.get("cells"), list):
        raise UsageError(f"{path} is not a notebook: it has no list of cells")
    notebook.cells = [cell for cell in notebook.cells if isinstance(cell, NotebookNode)]
    for cell in notebook.cells:
        lines = cell.get("source")
        # On disk a source is a list of lines as often as one text.
        if isinstance(lines, list) and all(isinstance(line, str) for line in lines):
            cell.source = "".join(lines)
    if not isinstance(notebook.get("metadata"), NotebookNode):
        notebook.metadata = as_node({})
    return notebook


def notebook_text(notebook: NotebookNode) -> str:
    """Return a notebook as the text of a file; equal notebooks are equal text."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def as_node(data: Any) -> NotebookNode:
    """Return plain data as nbformat's nodes, whose keys can be read as attributes."""
    return _from_dict(data)
