"""The table of marks: a column a question, totals, late penalty, course grade."""

import csv
from types import SimpleNamespace

import pytest
from nbgrader.api import Gradebook
from traitlets.config import Config

from autograder.nbgrader_plugin.export import CourseExport, safe_text
from course_lib import syllabus

CELLS = {
    "mean_tests": (6, "code"),
    "q99a_tests": (3, "code"),
    "proof_median": (11, "markdown"),
}


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory):
    """Two assignments of 20 points; ann has submitted one late, bob none. Only read here."""
    with Gradebook(f"sqlite:///{tmp_path_factory.mktemp('db')}/g.db", "mpdl") as book:
        for name in ("t98", "t99_toy"):
            book.add_assignment(name)
            book.add_notebook(name, name)
            for cell, (points, kind) in CELLS.items():
                book.add_grade_cell(cell, name, name, max_score=points, cell_type=kind)
        book.add_student("ann", last_name='=cmd|"/c calc"!A1', first_name="Ann, the first")
        book.add_student("bob")
        book.add_submission("t99_toy", "ann")
        points = {"mean_tests": 6.0, "q99a_tests": 1.5, "proof_median": None}
        for cell, score in points.items():
            grade = book.find_grade(cell, "t99_toy", "t99_toy", "ann")
            grade.auto_score = score
            grade.needs_manual_grade = score is None
        book.find_submission_notebook(
            "t99_toy", "t99_toy", "ann"
        ).late_submission_penalty = 2.5
        book.db.commit()
        yield book


def table(gradebook, tmp_path, **options):
    path = tmp_path / "grades.csv"
    CourseExport(to=str(path), **options).export(gradebook)
    with path.open(encoding="utf-8", newline="") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def test_every_question_has_a_column_in_the_order_of_the_notebook(
    gradebook, tmp_path, monkeypatch
):
    questions = [SimpleNamespace(name=q) for q in ("q99a", "mean", "proof_median")]
    toy = SimpleNamespace(stem="t99_toy", questions=questions)
    monkeypatch.setattr(syllabus, "SYLLABUS", (toy,))

    columns = list(table(gradebook, tmp_path)["ann"])

    assert [c for c in columns if c.startswith("t99_toy.")][:4] == [
        "t99_toy.q99a", "t99_toy.mean", "t99_toy.proof_median", "t99_toy.raw_score",
    ]  # fmt: skip


def test_totals_take_the_late_penalty_off(gradebook, tmp_path):
    ann = table(gradebook, tmp_path)["ann"]

    assert (ann["t99_toy.raw_score"], ann["t99_toy.late_penalty"]) == ("7.5", "2.5")
    assert (ann["t99_toy.total"], ann["points"]) == ("5", "5")
    assert (ann["max_points"], ann["percent"], ann["grade"]) == ("40", "12.5", "0")
    assert ann["waiting_for_a_person"] == "1"


def test_nothing_submitted_is_an_empty_cell_and_no_points(gradebook, tmp_path):
    bob = table(gradebook, tmp_path)["bob"]

    assert bob["t99_toy.mean"] == bob["t99_toy.raw_score"] == ""
    assert (bob["t99_toy.total"], bob["points"], bob["grade"]) == ("0", "0", "0")


def test_the_grade_follows_the_thresholds_of_the_course(gradebook, tmp_path):
    config = Config()
    config.Mpdl.grade_thresholds = [5.0, 10.0, 12.5, 20.0, 30.0]

    assert table(gradebook, tmp_path, config=config)["ann"]["grade"] == "3"


def test_students_and_assignments_can_be_chosen(gradebook, tmp_path):
    rows = table(gradebook, tmp_path, student=["ann"], assignment=["t99_toy"])

    assert list(rows) == ["ann"]
    assert rows["ann"]["max_points"] == "20"
    assert not any(c.startswith("t98") for c in rows["ann"])


def test_the_file_is_rfc_4180_and_holds_no_formula(gradebook, tmp_path):
    ann = table(gradebook, tmp_path)["ann"]
    raw = (tmp_path / "grades.csv").read_bytes()

    assert ann["last_name"] == '\'=cmd|"/c calc"!A1'
    assert ann["first_name"] == "Ann, the first"
    assert raw.count(b"\r\n") == raw.count(b"\n") == 3


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "＝1", "－1"]
)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert safe_text(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Ann", "O'Hara", "Åke-Öhman", "a=1", None])
def test_other_text_stays(text):
    assert safe_text(text) == (text or "")
