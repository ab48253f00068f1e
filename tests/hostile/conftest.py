"""The attacked topic, known to every process that grades in these tests."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from attacked_class import STEM, TOPIC, TOY, Class

from autograder import batch, service
from autograder.grade import Pieces
from autograder.nbgrader_plugin import grading
from course_lib import syllabus


@pytest.fixture(scope="session")
def pieces(tmp_path_factory):
    """The hidden side of the attacked topic: the toy's."""
    solutions = tmp_path_factory.mktemp("solutions")
    shutil.copytree(TOY / "solutions" / "t99_toy", solutions / STEM)
    return Pieces(
        topic=TOPIC, module="t98_attacked", grader=TOY / "grader_t99_toy.py",
        solutions=solutions,
    )  # fmt: skip


@pytest.fixture(scope="module")
def known(pieces):
    """The attacked topic stands in the syllabus while the tests of a module run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
        patch.setattr(syllabus, "SYLLABUS", (*syllabus.SYLLABUS, TOPIC))
        patch.setattr(batch, "pieces_of", lambda topic: pieces)
        patch.setattr(service, "pieces_of", lambda topic: pieces)
        yield pieces
    grading.close_services()
    batch.drop_all()


@pytest.fixture(scope="module")
def make_class(known, tmp_path_factory):
    """`make_class(students)` gives a course in a folder of its own."""
    return lambda students: Class(tmp_path_factory.mktemp("course") / "course", students)
