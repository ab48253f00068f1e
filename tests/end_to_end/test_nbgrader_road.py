"""The whole road through nbgrader, with nothing replaced: exchange, sandbox, gradebook, feedback.

A small class takes the toy topic, whose grader and answers lie in tests/toy. Each stage is one
of nbgrader's own commands; the road is walked once, and the tests look at what it left.
"""

import contextlib
import csv
import json
import os
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
import t99_toy
from jupyter_core.application import NoStart
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderApp
from nbgrader.apps.api import NbGraderAPI

from autograder import batch, build, service
from autograder.course import REPO, Course
from autograder.grade import Pieces
from autograder.nbgrader_plugin import api, grading
from course_lib import syllabus

STEM = "t99_toy"
TOY = Path(t99_toy.__file__).parent
CLASS = ("ann", "bob", "cat", "dan", "eve")
FULL = {"mean": 6.0, "q99a": 3.0, "proof_median": None, "distances": 7.0}

pytestmark = pytest.mark.filterwarnings(
    "ignore::sqlalchemy.exc.SAWarning", "ignore::ResourceWarning"
)

RIGHT = {
    "mean": (
        "import warnings\n"
        "def mean(x):\n"
        "    print('mean of', len(x))\n"
        "    warnings.warn('half a warning', RuntimeWarning)\n"
        "    if len(x) == 0:\n"
        "        raise ValueError('no sample')\n"
        "    return sum(x) / len(x)"
    ),
    "distances": "def distances(x, cs):\n    return [abs(x - c).sum() for c in cs]",
    "proof_median": "Since $a<b$ gives slopes $<0$ and $>0$, the median is least. ∎",
}


def cell(notebook, grade_id):
    return next(
        c
        for c in notebook.cells
        if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


def weighted_mean(statement):
    """Read a student's own numbers out of the statement, as a student does."""
    sample = statement.split("is ")[1].split(". Its")[0]
    weight = float(statement.split("$w = ")[1].split("$")[0])
    *head, last = map(int, sample.split(","))
    return f"q99a = {(sum(head) + weight * last) / (len(head) + weight)!r}"


def answer_right(notebook):
    """Ann: right, with warnings, prints, and a last cell that breaks every name."""
    for name, source in RIGHT.items():
        cell(notebook, name).source = source
    cell(notebook, "q99a").source = weighted_mean(cell(notebook, "q99a_statement").source)
    notebook.cells.append(nbformat.v4.new_code_cell("np = mean = distances = q99a = None"))


def forget_the_empty_sample(notebook):
    """Bob: a misconception, changed cells of ours, and HTML in his proof."""
    answer_right(notebook)
    cell(notebook, "mean").source = "def mean(x):\n    return sum(x) / max(len(x), 1)"
    cell(notebook, "proof_median").source = "<script>alert(1)</script> clearly $a<b$"
    cell(notebook, "mean_tests").source = "6.0"
    cell(notebook, "mean_tests").metadata.tags = ["skip-execution"]
    cell(notebook, "q99a_statement").source = "The sample is 0."


def loop_for_ever(notebook):
    """Dan: one endless loop; the rest is right."""
    answer_right(notebook)
    cell(notebook, "mean").source = "def mean(x):\n    while True:\n        pass"


def end_the_process(notebook):
    """Eve: looks for the grader, then ends the process in a cell of her own."""
    answer_right(notebook)
    spy = (
        "import os, sys, glob\n"
        "seen = [m for m in sys.modules if 'course_lib' in m or 'autograder' in m]\n"
        "print('found', seen, glob.glob('/home/*') + glob.glob('/**/gradebook.db'))\n"
    )
    notebook.cells.insert(0, nbformat.v4.new_code_cell(spy))
    cell(notebook, "distances").source = "import os\nos._exit(0)"


DOES = {
    "ann": answer_right,
    "bob": forget_the_empty_sample,
    "cat": lambda notebook: None,
    "dan": loop_for_ever,
    "eve": end_the_process,
}


class Road:
    """A course directory, the home of a student, and nbgrader's commands in them."""

    def __init__(self, folder):
        self.root, self.home = folder / "course", folder / "home"
        for place in (self.root, self.home):
            place.mkdir()
            shutil.copy(REPO / "nbgrader_config.py", place)
        with (self.home / "nbgrader_config.py").open("a") as file:
            file.write(f"c.Exchange.root = {str(self.root / 'exchange')!r}\n")
            file.write(f"c.Exchange.cache = {str(folder / 'cache')!r}\n")
        self.db = f"sqlite:///{self.root}/gradebook.db"

    def nbgrader(self, *args, where=None):
        here = os.getcwd()
        os.chdir(where or self.root)
        app = NbGraderApp.instance()
        try:
            app.initialize([*args, "--log-level=ERROR"])
            with contextlib.suppress(NoStart):
                app.start()
        except SystemExit as e:
            return int(e.code or 0)
        finally:
            app.reset()
            os.chdir(here)
        return 0

    def marks(self, student):
        with Gradebook(self.db, "mpdl") as book:
            notebook = book.find_submission_notebook(STEM, STEM, student)
            return {g.name.removesuffix("_tests"): g.auto_score for g in notebook.grades}

    def autograded(self, student):
        path = self.root / "autograded" / student / STEM / f"{STEM}.ipynb"
        return nbformat.read(path, as_version=4)

    def feedback(self, student):
        path = self.root / "feedback" / student / STEM / f"{STEM}.html"
        return path.read_text(encoding="utf-8")

    def sheet(self, student):
        return service.GradingService(Course(self.root)).store.latest(STEM, student)


@pytest.fixture(scope="module")
def patches():
    """The toy topic stands in the syllabus; its grader and answers lie in tests/toy."""
    pieces = Pieces(
        topic=t99_toy.TOPIC,
        module="t99_toy",
        grader=TOY / "grader_t99_toy.py",
        solutions=TOY / "solutions",
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
        patch.setattr(syllabus, "SYLLABUS", (*syllabus.SYLLABUS, t99_toy.TOPIC))
        patch.setattr(batch, "pieces_of", lambda topic: pieces)
        patch.setattr(service, "pieces_of", lambda topic: pieces)
        yield patch
    grading.close_services()


@pytest.fixture(scope="module")
def road(patches, tmp_path_factory):
    """The road as far as the first autograding."""
    road = Road(tmp_path_factory.mktemp("road"))
    with Gradebook(road.db, "mpdl") as book:
        for student in CLASS:
            book.add_student(student, last_name=f"=1+{student}")
    build.build(t99_toy.TOPIC, road.root, template=TOY / f"{STEM}.md.j2")
    assert road.nbgrader("generate_assignment", STEM) == 0
    assert road.nbgrader("release_assignment", STEM) == 0
    for student in CLASS:
        who = f"--student={student}"
        assert road.nbgrader("fetch_assignment", STEM, who, where=road.home) == 0
        path = road.home / STEM / f"{STEM}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        DOES[student](notebook)
        path.write_text(json.dumps(notebook))
        assert road.nbgrader("submit", STEM, who, where=road.home) == 0
        shutil.rmtree(road.home / STEM)
    assert road.nbgrader("collect", STEM) == 0
    assert road.nbgrader("autograde", STEM) == 0
    return road


@pytest.fixture(scope="module")
def finished(road):
    """The rest of the road: a proof is marked, feedback generated, marks exported."""
    with Gradebook(road.db, "mpdl") as book:
        grade = book.find_grade("proof_median", STEM, STEM, "ann")
        grade.manual_score, grade.needs_manual_grade = 9.0, False
        comment = book.find_comment("proof_median", STEM, STEM, "ann")
        comment.manual_comment = "Even samples? $n=2$"
        book.db.commit()
    assert road.nbgrader("autograde", STEM, "--force") == 0
    assert road.nbgrader("generate_feedback", STEM) == 0
    assert road.nbgrader("export", "--to=grades.csv") == 0
    with (road.root / "grades.csv").open(encoding="utf-8", newline="") as file:
        road.table = {row["student_id"]: row for row in csv.DictReader(file)}
    return road


def test_right_answers_get_full_marks_with_warnings_prints_and_a_spoilt_last_cell(road):
    assert road.marks("ann") == FULL


def test_a_misconception_costs_its_share_and_nothing_else(road):
    assert road.marks("bob") == {**FULL, "mean": 5.0}


def test_a_blank_notebook_gets_nothing_and_waits_for_nobody(road):
    assert road.marks("cat") == dict.fromkeys(FULL, 0.0)
    with Gradebook(road.db, "mpdl") as book:
        assert not book.find_submission_notebook(STEM, STEM, "cat").needs_manual_grade


def test_an_endless_loop_costs_its_own_question(road):
    assert road.marks("dan") == {**FULL, "mean": 0.0}
    assert "timed_out" in {v.status for v in road.sheet("dan").verdicts}


def test_ending_the_process_costs_its_own_question_and_shows_no_grader(road):
    assert road.marks("eve") == {**FULL, "distances": 0.0}
    printed = road.sheet("eve").cells[0].stdout
    assert "course_lib" not in printed
    assert "gradebook" not in printed


def test_changed_cells_are_restored_with_the_numbers_of_this_student(road):
    shelf = road.root / "exchange" / "mpdl" / "variants" / "bob" / STEM / f"{STEM}.ipynb"
    given, graded = nbformat.read(shelf, as_version=4), road.autograded("bob")

    for name in ("mean_tests", "q99a_statement"):
        assert cell(graded, name).source == cell(given, name).source
    assert "tags" not in cell(graded, "mean_tests").metadata


def test_the_button_of_formgrader_and_mpdl_grade_give_the_same_marks(road):
    before = {student: road.marks(student) for student in CLASS}
    config = Course(road.root).config.copy()
    config.CourseDirectory.root = str(road.root)
    button = NbGraderAPI(config=config)

    for student in CLASS:
        assert button.autograde(STEM, student)["success"]
    assert {student: road.marks(student) for student in CLASS} == before

    results = tuple(api.autograde_many(road.root, STEM, CLASS))
    assert {r.outcome for r in results} == {"graded"}
    assert {student: road.marks(student) for student in CLASS} == before


def test_the_same_submission_is_graded_once(road, monkeypatch):
    monkeypatch.setattr(batch, "examination_of", lambda stem: pytest.fail("graded again"))

    assert road.nbgrader("autograde", STEM, "--force") == 0


def test_what_a_marker_wrote_survives(finished):
    with Gradebook(finished.db, "mpdl") as book:
        grade = book.find_grade("proof_median", STEM, STEM, "ann")
        assert (grade.score, grade.needs_manual_grade) == (9.0, False)
    assert "Even samples? $n=2$" in finished.feedback("ann")
    assert finished.table["ann"]["points"] == "25"


def test_feedback_names_the_property_that_failed(finished):
    html = finished.feedback("bob")

    assert "empty sample is refused" in html
    assert "Look before you divide." in html


def test_feedback_holds_no_script_of_a_student(finished):
    html = finished.feedback("bob")

    assert "&lt;script&gt;alert(1)&lt;/script&gt; clearly $a&lt;b$" in html
    assert "<script>alert" not in html


def test_the_table_of_marks_has_every_question_and_a_grade(finished):
    ann, cat = finished.table["ann"], finished.table["cat"]

    assert [ann[f"{STEM}.{q}"] for q in ("mean", "q99a", "proof_median", "distances")] == [
        "6", "3", "9", "7",
    ]  # fmt: skip
    assert (ann["grade"], cat["grade"], cat["points"]) == ("5", "0", "0")
    assert ann["last_name"] == "'=1+ann"


def test_nothing_of_the_grader_is_found_where_students_look(finished):
    secret = [
        line.strip()
        for source in (
            TOY / "grader_t99_toy.py",
            TOY / "solutions" / STEM / "accepted" / "model.py",
        )
        for line in source.read_text().splitlines()
        if len(line.strip()) > 30
        and not line.strip().startswith(("@question", "def test_"))
    ]
    places = ("exchange", "release", "autograded", "feedback", "gradebook.db")
    files = [
        f
        for place in places
        for f in (
            [finished.root / place] if "." in place else (finished.root / place).rglob("*")
        )
        if f.is_file()
    ]

    assert len(secret) > 5
    assert files
    for file in files:
        content = file.read_bytes()
        assert not [s for s in secret if s.encode() in content], file
