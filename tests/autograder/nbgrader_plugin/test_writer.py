"""`MarkWriter` leaves what nbgrader's converter leaves: the same class graded by both roads.

Two copies of a course hold the same submissions. One is graded by nbgrader's converter, the
other by the writer, with the same sheets; then every table and every file is compared.
"""

import copy
import json
import shutil
from dataclasses import dataclass, field

import left_behind
import nbformat
import pytest
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook

from autograder.course import Course
from autograder.errors import GraderFault
from autograder.nbgrader_plugin import api, grading, writer
from autograder.released import student_notebook
from autograder.service import _key
from autograder.store import SheetStore

STEM = "t99_toy"
MEAN = "def mean(x):\n    return sum(x) / len(x)"
PNG = "iVBORw0KGgoAAAANSUhEUg=="

LATE = """
c.AssignLatePenalties.plugin_class = "late_of_the_tests.LatePenalty"
"""

PLUGIN = """\
from nbgrader.plugins import BasePlugin


class LatePenalty(BasePlugin):
    def late_submission_penalty(self, student_id, score, seconds):
        return {"ivy": 1000.0, "joe": -1.0, "kim": None}.get(student_id, score / 4)
"""


def cell(notebook, grade_id):
    return next(
        c
        for c in notebook.cells
        if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


def right(notebook):
    cell(notebook, "mean").source = MEAN
    cell(notebook, "proof_median").source = "By convexity, with $a<b$ and ünïcode 𝔸."
    notebook.cells.append(new_code_cell("print(1)\r\n\x0c2"))


def tampered(notebook):
    right(notebook)
    cell(notebook, "q99a_statement").source = "Your sample is 0."
    cell(notebook, "mean_tests").metadata.tags = ["skip-execution"]
    cell(notebook, "mean_tests").metadata.nbgrader.points = 600
    notebook.cells.remove(cell(notebook, "distances_tests"))
    notebook.cells.append(copy.deepcopy(cell(notebook, "mean")))
    proof = cell(notebook, "proof_median")
    proof.source += "![](attachment:p.png)"
    proof.attachments = {"p.png": {"image/png": PNG}, "x": {"image/svg+xml": "<svg/>"}}


def another(notebook):
    right(notebook)
    cell(notebook, "proof_median").source = "By parity."


BLANK = dict.fromkeys(("mean", "q99a", "distances"), "not_defined")


@dataclass
class Says:
    """What one student hands in, when, and what the hidden tests say of it."""

    does: object = right
    verdicts: dict = field(default_factory=dict)
    fault: str = ""
    tier: str = "full"
    when: str = ""


FIRST = {
    "ann": Says(),
    "bob": Says(tampered, {"mean": "wrong", "distances": "timed_out"}),
    "cat": Says(lambda notebook: None, BLANK),
    "dan": Says(right, {"mean": "grader_fault"}),
    "eve": Says(right, fault="the examiner ended"),
    "fay": Says(right, tier="none"),
    "gus": Says(right, dict.fromkeys(BLANK, "grader_fault")),
    "hal": Says(when="2026-01-02 12:00:00 UTC"),
    "ivy": Says(when="2026-01-03 12:00:00 UTC"),
    "joe": Says(when="2026-01-03 12:00:00 UTC"),
    "kim": Says(when="2026-01-03 12:00:00 Europe/Helsinki"),
    "lea": Says(when="2025-12-03 12:00:00 UTC"),
    "max": Says(when="the day before yesterday"),
    "ned": Says(does=None),
    "Åsa Ö": Says(verdicts={"q99a": "raised"}),
}
SECOND = {
    **FIRST,
    "ann": Says(another, when="2026-01-05 12:00:00 UTC"),
    "bob": Says(tampered),
    "cat": Says(right, fault="the sandbox did not start"),
    "dan": Says(right),
    "eve": Says(right, verdicts={"mean": "wrong"}),
    "hal": Says(when="2025-12-02 12:00:00 UTC"),
    "lea": Says(right, {"mean": "grader_fault"}),
}


class Stored(SheetStore):
    """A store that waits to be told which sheet counts, as when a class is graded."""

    def put(self, sheet, key):
        return self.add(sheet, _key(sheet))


class Road:
    """A copy of the course, and one way to grade it."""

    def __init__(self, desk, root):
        shutil.copytree(desk.root, root, copy_function=shutil.copy2)
        self.root, self.course = root, Course(root)
        self.service = type(desk.service)(self.course)

    def hand_in(self, student, notebook, says):
        folder = self.root / "submitted" / student / STEM
        (folder / "data" / "__pycache__").mkdir(parents=True, exist_ok=True)
        text = json.dumps(notebook) if says.does else "not a notebook"
        (folder / f"{STEM}.ipynb").write_text(text)
        (folder / "other.ipynb").write_text(text)
        (folder / "evil.html").write_text("<script>1</script>")
        (folder / "data" / "x.csv").write_text("1,2")
        (folder / "data" / "x.csv").chmod(0o755)
        (folder / "helper.py").write_text("mine")
        (folder / "data" / "__pycache__" / "x.pyc").write_text("")
        stamp = folder / "timestamp.txt"
        if says.when:
            stamp.write_text(says.when)
        else:
            stamp.unlink(missing_ok=True)

    def mark(self, student, question, points):
        with Gradebook(f"sqlite:///{self.root}/gradebook.db", "mpdl") as book:
            grade = book.find_grade(question, STEM, STEM, student)
            grade.manual_score, grade.needs_manual_grade = points, False
            grade.extra_credit = 0.5
            comment = book.find_comment("proof_median", STEM, STEM, student)
            comment.manual_comment = "Well argued."
            book.db.commit()


class Converter(Road):
    """nbgrader's converter."""

    def grade(self, student, says):
        self.tell(says)
        return api.autograde_one(self.root, STEM, student)

    def tell(self, says):
        self.service.verdicts, self.service.fault = says.verdicts, says.fault
        self.service.tier = says.tier


class Writer(Converter):
    """Ours."""

    def __init__(self, desk, root):
        super().__init__(desk, root)
        self.service.store = Stored(self.service.store.folder)

    def grade(self, student, says):
        self.tell(says)
        with writer.MarkWriter(self.service, STEM) as marks:
            return self.grade_with(marks, student)

    def grade_with(self, marks, student):
        try:
            submission = marks.read(student)
        except api.UsageError as e:
            return api.failed(student, e)
        normal = submission.normalised
        try:
            sheet = self.service.sheet_for(STEM, student, normal.notebook, normal.notes)
        except GraderFault as e:
            return marks.fail(student, e)
        return marks.write(student, submission, sheet)


@pytest.fixture
def roads(desk, tmp_path, monkeypatch):
    """The same course twice, with the first round of submissions."""
    (tmp_path / "late_of_the_tests.py").write_text(PLUGIN)
    monkeypatch.syspath_prepend(tmp_path)
    with (desk.root / "nbgrader_config.py").open("a") as file:
        file.write(LATE)
    source = desk.root / "source" / STEM
    (source / "data").mkdir()
    (source / "helper.py").write_text("ours")
    (source / "data" / "y.csv").write_text("3")
    with Gradebook(desk.db, "mpdl") as book:
        for student in FIRST:
            book.update_or_create_student(student)
        book.update_or_create_assignment(STEM, duedate="2026-01-01 12:00:00 UTC")
    toy = desk.service.topic(STEM)
    given = {s: student_notebook(desk.course, toy, s) for s in FIRST}
    made = [Converter(desk, tmp_path / "converter"), Writer(desk, tmp_path / "writer")]
    for road in made:
        road.given = given
        monkeypatch.setitem(grading._services, road.root, road.service)
    return made


def round_of(road, says):
    results = {}
    for student, what in says.items():
        notebook = copy.deepcopy(road.given[student])
        if what.does:
            what.does(notebook)
        road.hand_in(student, notebook, what)
        result = road.grade(student, what)
        text = result.text.replace(str(road.root), "")
        # nbgrader does not say what is wrong with a time stamp; ours does.
        text = "" if student == "max" else text
        results[student] = (result.outcome, text, result.sheet is not None)
    return results


def same(converter, ours):
    assert left_behind.tables(ours.root) == left_behind.tables(converter.root)
    assert left_behind.files(ours.root) == left_behind.files(converter.root)


def test_both_roads_leave_the_same_rows_and_the_same_files(roads):
    converter, ours = roads

    first = round_of(converter, FIRST)
    assert round_of(ours, FIRST) == first
    assert {s: outcome for s, (outcome, *_) in first.items()} == {
        **dict.fromkeys(FIRST, "graded"),
        **dict.fromkeys(("dan", "eve", "fay", "gus", "max"), "fault"),
        "ned": "refused",
    }
    same(converter, ours)

    for road in roads:
        road.mark("ann", "proof_median", 8.0)
        road.mark("bob", "mean_tests", 5.0)
        road.mark("lea", "mean_tests", 5.0)
        road.mark("joe", "proof_median", 9.0)
    second = round_of(converter, SECOND)
    assert round_of(ours, SECOND) == second
    same(converter, ours)
    assert len(left_behind.tables(ours.root)["submitted_assignment"]) == len(FIRST) - 2

    third = round_of(converter, SECOND)
    assert round_of(ours, SECOND) == third
    same(converter, ours)


def test_one_session_serves_a_class(roads):
    """The same rows when one writer, in one session, grades everybody."""
    converter, ours = roads
    for says in (FIRST, SECOND):
        round_of(converter, says)
        with writer.MarkWriter(ours.service, STEM) as marks:
            ours.grade = lambda student, what, marks=marks: (
                ours.tell(what), ours.grade_with(marks, student)
            )[1]  # fmt: skip
            round_of(ours, says)
        same(converter, ours)


def test_what_is_written_is_a_valid_notebook(roads):
    _, ours = roads
    round_of(ours, FIRST)

    found = sorted((ours.root / "autograded").rglob("*.ipynb"))

    assert len(found) == 10
    for path in found:
        nbformat.validate(nbformat.read(path, as_version=4))


def test_a_gradebook_that_cannot_be_written_changes_no_mark(roads, monkeypatch):
    _, ours = roads
    round_of(ours, {"ann": FIRST["ann"]})
    before = left_behind.tables(ours.root)
    ours.service.verdicts = {"mean": "wrong"}
    monkeypatch.setattr(writer.Folders, "finish", lambda *_: 1 / 0)

    result = ours.grade("ann", Says(verdicts={"mean": "wrong"}))

    assert result.outcome == "fault"
    assert "ZeroDivisionError" in result.text
    assert left_behind.tables(ours.root) == before
    assert not (ours.root / "autograded" / "ann" / STEM).exists()


def test_a_stopped_batch_changes_no_mark(roads, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    _, ours = roads
    round_of(ours, {"ann": FIRST["ann"]})
    before = left_behind.tables(ours.root)
    monkeypatch.setattr(writer, "show", stop)

    with pytest.raises(KeyboardInterrupt):
        ours.grade("ann", Says(verdicts={"mean": "wrong"}))

    assert left_behind.tables(ours.root) == before


def test_preprocessors_of_the_courses_own_get_nbgraders_converter(roads, monkeypatch):
    _, ours = roads
    with (ours.root / "nbgrader_config.py").open("a") as file:
        file.write('c.Autograde.autograde_preprocessors.append("nbconvert.preprocessors.'
                   'ClearMetadataPreprocessor")\n')  # fmt: skip
    ours.course = ours.service.course = Course(ours.root)
    seen = []
    monkeypatch.setattr(writer, "autograde_one", lambda *args: seen.append(args))

    ours.hand_in("ann", ours.given["ann"], FIRST["ann"])
    ours.grade("ann", FIRST["ann"])

    assert seen == [(ours.root, STEM, "ann")]


def test_an_excluded_student_is_left_out(roads):
    _, ours = roads
    with (ours.root / "nbgrader_config.py").open("a") as file:
        file.write('c.CourseDirectory.student_id_exclude = "bob,ann"\n')
    ours.service.course = Course(ours.root)
    ours.hand_in("ann", ours.given["ann"], FIRST["ann"])

    assert ours.grade("ann", FIRST["ann"]).outcome == "refused"
    assert not (ours.root / "autograded").exists()
