"""nbgrader reads submissions with our reader: a notebook, or one line that says why not."""

import os

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.errors import UsageError
from autograder.nbgrader_plugin.reading import SubmissionExporter


@pytest.mark.parametrize(
    "content", [b"", b"print()", b'{"cells": [', b"[1]", b"\xff\xfe\x00", b"[" * 100_000]
)
def test_a_damaged_file_is_one_line(tmp_path, content):
    path = tmp_path / "t.ipynb"
    path.write_bytes(content)

    with pytest.raises(UsageError) as refused:
        SubmissionExporter().from_filename(str(path))

    assert "\n" not in str(refused.value)
    assert "t.ipynb" in str(refused.value)


def test_a_link_is_not_followed_and_a_pipe_is_not_waited_for(tmp_path):
    (tmp_path / "link.ipynb").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe.ipynb")

    for name in ("link", "pipe"):
        with pytest.raises(UsageError):
            SubmissionExporter().from_filename(str(tmp_path / f"{name}.ipynb"))


def test_a_notebook_is_converted_and_knows_its_place(tmp_path):
    path = tmp_path / "t.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("x = 1")]), path)

    text, resources = SubmissionExporter().from_filename(str(path), resources={"a": 1})

    assert nbformat.reads(text, as_version=4).cells[0].source == "x = 1"
    assert (resources["metadata"]["name"], resources["metadata"]["path"]) == (
        "t",
        str(tmp_path),
    )
    assert resources["a"] == 1
