"""nbgrader_config.py holds values, each with its reason; what it names exists."""

import ast
import logging
import re
import sys
import traceback

import pytest
from traitlets.utils.importstring import import_item

from autograder.course import REPO, Course
from autograder.errors import GraderFault, UsageError
from autograder.nbgrader_plugin.log import OneLine

TEXT = (REPO / "nbgrader_config.py").read_text(encoding="utf-8")
NAMES = re.findall(r'^[^#\n]*"((?:autograder|nbgrader)\.[\w.]+)"', TEXT, re.MULTILINE)


def test_it_is_assignments_of_literals_and_nothing_else():
    docstring, first, *rest = ast.parse(TEXT).body

    assert isinstance(docstring.value, ast.Constant)
    assert ast.unparse(first) == "c = get_config()"
    for node in rest:
        assert isinstance(node, ast.Assign)
        assert ast.unparse(node.targets[0]).startswith("c.")
        ast.literal_eval(node.value)


def test_every_setting_says_why():
    lines = TEXT.splitlines()
    for node in ast.parse(TEXT).body[2:]:
        above = lines[node.lineno - 2]
        assert above.startswith(("#", "c.")), lines[node.lineno - 1]


@pytest.mark.parametrize("name", NAMES)
def test_every_class_it_names_can_be_imported(name):
    assert callable(import_item(name))


def test_it_names_no_place_of_this_machine(tmp_path):
    assert not re.findall(r'"/(?!/)', TEXT)
    (tmp_path / "nbgrader_config.py").write_text(TEXT, encoding="utf-8")
    assert Course(tmp_path).course_id == "mpdl"


def test_a_student_needs_fetch_and_nbgrader_and_nothing_else_of_ours():
    source = (REPO / "autograder" / "nbgrader_plugin" / "fetch.py").read_text()
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name).split(
            "."
        )[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }

    assert imported - set(sys.stdlib_module_names) == {"nbgrader"}


def logged(error):
    try:
        raise error
    except Exception:
        text = traceback.format_exc()
    record = logging.LogRecord("nbgrader", logging.ERROR, "base.py", 1, text, (), None)
    assert OneLine().filter(record)
    return record.getMessage()


@pytest.mark.parametrize(
    "error", [UsageError("no such %s thing"), GraderFault("no sandbox")]
)
def test_an_error_of_ours_is_one_line_in_the_log(error):
    assert logged(error) == str(error)


def test_the_traceback_of_anything_else_is_kept():
    assert logged(KeyError("x")).startswith("Traceback")
