"""Why no kernel grades here: stock nbgrader gives 0 to a right answer that warns.

The same answer gets full marks on our road: tests/end_to_end/test_nbgrader_road.py (ann) and
tests/autograder/test_grade.py.
"""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook

CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "stock"\n'

STUB = "def softmax(x):\n    raise NotImplementedError"

RIGHT = (
    "import numpy as np\n"
    "def softmax(x):\n"
    "    naive = np.exp(x)  # overflows with a RuntimeWarning, and is not used\n"
    "    e = np.exp(x - x.max())\n"
    "    return e / e.sum()"
)

TEST = (
    "import numpy as np\n"
    "assert np.allclose(softmax(np.array([1000.0, 1000.0])), 0.5)\n"
    "assert np.allclose(softmax(np.zeros(4)), 0.25)"
)


def cell(source, grade_id, **flags):
    meta = {"schema_version": 3, "grade_id": grade_id, "task": False, **flags}
    return new_code_cell(source, metadata={"nbgrader": meta}, id=grade_id)


def notebook(answer):
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(
        metadata={"kernelspec": kernel},
        cells=[
            cell(answer, "softmax", grade=False, solution=True, locked=False),
            cell(TEST, "softmax_tests", grade=True, solution=False, locked=True, points=4),
        ],
    )


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning", "ignore::ResourceWarning")
def test_stock_nbgrader_gives_no_points_to_a_right_answer_that_warns(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    for place, answer in (("source", STUB), ("submitted/ann", RIGHT)):
        folder = tmp_path / place / "ps1"
        folder.mkdir(parents=True)
        nbformat.write(notebook(answer), folder / "p1.ipynb")
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    for step in (["generate_assignment", "--create"], ["autograde", "--create"]):
        command = [sys.executable, "-m", "nbgrader", *step, "ps1"]
        done = subprocess.run(
            command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db", "stock") as book:
        submission = book.find_submission("ps1", "ann")

        assert submission.max_score == 4
        assert submission.score == 0
