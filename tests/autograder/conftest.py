"""A toy topic, its notebook, and a course directory that has released it."""

import copy
from pathlib import Path

import pytest
import t99_toy

from autograder.build import notebook_of
from autograder.course import Course
from autograder.notebook import notebook_text
from autograder.released import fill_notebook

TEMPLATE = Path(t99_toy.__file__).with_name("t99_toy.md.j2")

CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "mpdl-toy"
c.Mpdl.edition = "2026"
"""


@pytest.fixture(scope="session")
def toy():
    return t99_toy.TOPIC


@pytest.fixture(scope="session")
def toy_variant():
    return t99_toy.Variant(sample=(4, -8, 15, 16, 3), weight=1.25, label="n = 5")


@pytest.fixture(scope="session")
def built(toy):
    return notebook_of(toy, TEMPLATE)


@pytest.fixture(scope="session")
def _handed_out(built, toy, toy_variant):
    return fill_notebook(built, toy, toy_variant, student="ann")


@pytest.fixture
def handed_out(_handed_out):
    """The notebook that ann was given, to do with as one likes."""
    return copy.deepcopy(_handed_out)


@pytest.fixture
def course(tmp_path, built):
    """A course directory with the toy released, as nbgrader would have left it."""
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    made = Course(tmp_path)
    path = made.release_notebook("t99_toy")
    path.parent.mkdir(parents=True)
    path.write_text(notebook_text(built), encoding="utf-8")
    return made
