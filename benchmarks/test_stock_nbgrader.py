"""The same notebook with the same eight cases: stock `nbgrader autograde` against ours.

CPU per submission without start-up: many submissions minus few, divided by the difference,
with the whole road of each (read, run, score, write the gradebook and the autograded notebook).
Ours is `grade_class` with one job, which is what `mpdl grade --jobs 1` calls. A module that
students import is imported in an answer cell: the set-up cell is ours and is restored.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import b01_same_cases
import pytest
from nbgrader.api import Gradebook

from autograder import variants
from autograder.answering import write_answers
from autograder.build import build
from autograder.catalogue import catalogue, segments
from autograder.course import REPO, Course
from autograder.ledger import frozen_variant
from autograder.notebook import notebook_text
from autograder.released import student_notebook

HERE = Path(__file__).parent / "same_cases"
TOPIC = b01_same_cases.TOPIC
BUDGET_RATIO = 10
STUDENTS = [f"s{k:02d}" for k in range(40)]
STOCK_FEW, STOCK_MANY = 2, 10
FEW, MANY = 2, 40

STOCK = """\
c = get_config()
c.CourseDirectory.course_id = "mpdl"
"""

OURS_RUNNER = """\
import sys
sys.path[:0] = [{repo!r}, {here!r}]
from pathlib import Path
import b01_same_cases as sheet
from autograder import grade
from course_lib import syllabus
syllabus.SYLLABUS = (sheet.TOPIC,)
pieces = grade.Pieces(topic=sheet.TOPIC, module="b01_same_cases",
    grader=Path({here!r}) / "grader_b01_same_cases.py", solutions=Path({here!r}) / "solutions")
import autograder.batch, autograder.service
autograder.batch.pieces_of = autograder.service.pieces_of = lambda topic: pieces
from autograder.classroom import grade_class
from autograder.course import Course
results = grade_class(Course(Path.cwd()), sheet.TOPIC.stem, sys.argv[1:], jobs=1)
assert all(r.outcome == "graded" for r in results), [r for r in results if r.outcome != "graded"]
assert all(r.sheet.points == 8 for r in results)
said = {{c.stdout for r in results for c in r.sheet.cells if "imported" in c.stdout}}
assert said == {said!r}, said
"""


def course(root, config, extra):
    """A course directory with right submissions in it."""
    root.mkdir()
    (root / "nbgrader_config.py").write_text(config)
    build(TOPIC, root, template=HERE / "b01_same_cases.md.j2")
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    with Gradebook(f"sqlite:///{root}/gradebook.db", "mpdl") as book:
        for student in STUDENTS:
            book.add_student(student)
    # Generated under our configuration on both roads, so that the notebooks are the same.
    shutil.copy(REPO / "nbgrader_config.py", root / "generate_config.py")
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", TOPIC.stem]
    command += [f"--config={root / 'generate_config.py'}"]
    subprocess.run(command, cwd=root, env=env, check=True, capture_output=True)
    answers = catalogue(HERE / "solutions", TOPIC)
    made = Course(root)
    for student in STUDENTS:
        notebook = student_notebook(made, TOPIC, student)
        data = variants.to_data(frozen_variant(made, TOPIC, student), TOPIC)
        cells = segments(answers[0], answers[0], TOPIC, data)
        answered = write_answers(notebook, cells)
        if extra:
            cell = next(
                c
                for c in answered.cells
                if c.metadata.get("nbgrader", {}).get("grade_id") == "softmax"
            )
            cell.source = f"{extra}\nprint('imported')\n{cell.source}"
        path = made.submission(student, TOPIC.stem)
        path.parent.mkdir(parents=True)
        path.write_text(notebook_text(answered), encoding="utf-8")
    return root, env


def spent(cpu, command, root, env):
    """CPU seconds of a command."""
    before = cpu()
    done = subprocess.run(
        command, cwd=root, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-800:] + done.stderr[-1500:]
    return cpu() - before


@pytest.mark.parametrize("library", ["", "import torch"], ids=["numpy", "torch"])
def test_cpu_per_submission_against_stock_nbgrader(tmp_path, cpu, figure, library):
    stock, env = course(tmp_path / "stock", STOCK, library)
    ours, _ = course(tmp_path / "ours", (REPO / "nbgrader_config.py").read_text(), library)
    said = {"imported\n"} if library else set()
    runner = ours / "run.py"
    runner.write_text(OURS_RUNNER.format(repo=str(REPO), here=str(HERE), said=said))

    def by_stock(glob):
        command = [sys.executable, "-m", "nbgrader", "autograde", TOPIC.stem, "--force"]
        return spent(cpu, [*command, f"--student={glob}"], stock, env)

    def by_ours(students):
        shutil.rmtree(ours / "records" / "sheets", ignore_errors=True)
        return spent(cpu, [sys.executable, "run.py", *students], ours, env)

    a = (by_stock("s0?") - by_stock("s0[01]")) / (STOCK_MANY - STOCK_FEW)
    b = (by_ours(STUDENTS) - by_ours(STUDENTS[:FEW])) / (MANY - FEW)
    assert torch_was_imported(stock) == bool(library)
    figure(stock_cpu_s=a, ours_cpu_s=b, ratio=a / b, share_of_budget=BUDGET_RATIO / (a / b))


def torch_was_imported(root):
    """Whether the cell that imports it ran in the last of stock nbgrader's notebooks."""
    path = (
        root / "autograded" / STUDENTS[STOCK_MANY - 1] / TOPIC.stem / f"{TOPIC.stem}.ipynb"
    )
    return '"imported\\n"' in path.read_text()
