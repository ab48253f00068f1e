"""`nbgrader autograde`, formgrader's button and `autograde_one`, on a notebook of the toy topic."""

import copy
import logging

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.utils import determine_grade
from traitlets.config import Config

from autograder.course import Course
from autograder.nbgrader_plugin import api
from autograder.nbgrader_plugin.cells import question_of

STEM = "t99_toy"
MEAN = "def mean(x):\n    return sum(x) / len(x)"
GIFT = {
    "grade": True, "grade_id": "gift", "points": 100, "locked": False, "solution": False,
    "schema_version": 3, "task": False, "cell_type": "code",
}  # fmt: skip
"""Metadata of a grade cell that a student gave himself."""

FULL = {"mean": 6.0, "q99a": 3.0, "proof_median": None, "distances": 7.0}


def cell(notebook, grade_id):
    return next(
        c
        for c in notebook.cells
        if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


def report(notebook, grade_id):
    """Return the one result of a grade cell."""
    (result,) = (
        o for o in cell(notebook, grade_id).outputs if o.output_type == "execute_result"
    )
    return result


def autos(desk, student):
    return {question: grade[0] for question, grade in desk.grades(student).items()}


@pytest.fixture
def warnings_of_nbgrader(caplog):
    caplog.set_level(logging.WARNING)
    return caplog


def test_students_get_our_stubs_with_their_own_numbers(desk):
    ann, bob = desk.released("ann"), desk.released("bob")

    assert 'raise NotImplementedError("write mean here")' in cell(ann, "mean").source
    assert cell(ann, "q99a").source.startswith("q99a = None")
    assert cell(ann, "q99a_statement").source != cell(bob, "q99a_statement").source
    assert "⟦" not in nbformat.writes(ann)


def test_a_submission_gets_its_scores_from_the_sheet(desk):
    desk.hand_in("ann", desk.answered("ann", mean=MEAN, proof_median="By convexity."))

    assert desk.nbgrader("autograde", STEM) == 0

    assert autos(desk, "ann") == FULL
    waiting = {q for q, (_, _, waits) in desk.grades("ann").items() if waits}
    assert waiting == {"proof_median"}


def test_every_road_gives_the_same_marks(desk):
    desk.service.verdicts = {"mean": "wrong"}
    roads = {
        "ann": lambda: desk.nbgrader("autograde", STEM, "--student=ann"),
        "bob": lambda: formgrader(desk).autograde(STEM, "bob"),
        "cat": lambda: api.autograde_one(desk.root, STEM, "cat"),
    }
    for student, road in roads.items():
        desk.hand_in(student, desk.answered(student, mean=MEAN, proof_median="Yes."))
        road()

    assert autos(desk, "ann") == autos(desk, "bob") == autos(desk, "cat")
    assert autos(desk, "ann") == {**FULL, "mean": 0.0}


def formgrader(desk):
    """Return the API behind formgrader's buttons, with the configuration of the course."""
    config = copy.deepcopy(Course(desk.root).config)
    config.merge(Config({"CourseDirectory": {"root": str(desk.root)}}))
    return NbGraderAPI(config=config)


def test_no_kernel_is_started(desk, monkeypatch):
    monkeypatch.setattr(
        "nbclient.client.NotebookClient.execute", lambda *_: pytest.fail("ran")
    )
    desk.hand_in("ann", desk.answered("ann", mean=MEAN))

    assert desk.nbgrader("autograde", STEM) == 0


def test_cells_show_what_the_sandbox_printed_and_grade_cells_one_report(desk):
    notebook = desk.answered("ann", mean=MEAN)
    cell(notebook, "mean").outputs = [new_output("stream", text="forged")]
    desk.hand_in("ann", notebook)
    desk.nbgrader("autograde", STEM)

    graded = desk.autograded("ann")

    texts = [o.text for o in cell(graded, "mean").outputs]
    assert texts == ["cell 5\n", "RuntimeWarning: overflow\n"]
    assert report(graded, "mean_tests").data["text/plain"] == "6"
    assert "<b>message</b>" not in nbformat.writes(graded)


def test_a_reader_of_outputs_would_meet_the_same_score(desk):
    """Stock code that parses outputs sees the sheet's score before any warning or error."""
    desk.service.verdicts = {"mean": "wrong"}
    desk.hand_in("ann", desk.answered("ann", mean=MEAN))
    desk.nbgrader("autograde", STEM)

    graded = desk.autograded("ann")

    scores = {n: determine_grade(cell(graded, f"{n}_tests"))[0] for n in ("mean", "q99a")}
    assert scores == {"mean": 0.0, "q99a": 3.0}


def test_nothing_false_is_said_of_an_honest_notebook(desk, warnings_of_nbgrader):
    desk.hand_in("ann", desk.answered("ann", mean=MEAN))

    formgrader(desk).autograde(STEM, "ann")

    assert not [r for r in warnings_of_nbgrader.records if "has changed" in r.getMessage()]


def test_a_blank_notebook_has_no_response_and_a_blank_proof_is_0(desk):
    desk.service.verdicts = dict.fromkeys(("mean", "q99a", "distances"), "not_defined")
    desk.hand_in("ann", desk.released("ann"))
    desk.nbgrader("autograde", STEM)

    assert desk.grades("ann") == {q: (0.0, None, False) for q in FULL}
    with Gradebook(desk.db, "mpdl") as book:
        comments = book.find_submission_notebook(STEM, STEM, "ann").comments
        assert {c.comment for c in comments} == {"No response."}


def test_tampering_is_undone_with_the_text_of_this_student(desk):
    notebook = desk.answered("ann", mean=MEAN)
    cell(notebook, "q99a_statement").source = "Your sample is 0."
    cell(notebook, "mean_tests").source = "pass"
    cell(notebook, "mean_tests").metadata.tags = ["skip-execution"]
    cell(notebook, "mean_tests").metadata.nbgrader.points = 600
    cell(notebook, "mean").metadata.nbgrader.grade = True
    notebook.cells.remove(cell(notebook, "distances_tests"))
    notebook.cells.append(copy.deepcopy(cell(notebook, "mean")))
    notebook.cells.append(new_code_cell("100", metadata={"nbgrader": GIFT}))
    desk.hand_in("ann", notebook)

    assert desk.nbgrader("autograde", STEM) == 0

    graded, given = desk.autograded("ann"), desk.released("ann")
    for ours in given.cells:
        if ours.metadata.nbgrader.locked:
            assert cell(graded, ours.metadata.nbgrader.grade_id).source == ours.source
    assert "tags" not in cell(graded, "mean_tests").metadata
    assert autos(desk, "ann") == {**FULL, "proof_median": 0.0}
    sheet = desk.service.store.latest(STEM, "ann")
    assert sheet.notes


def test_duplicated_cells_do_not_end_the_batch(desk):
    notebook = desk.answered("ann", mean=MEAN)
    twin = copy.deepcopy(cell(notebook, "mean"))
    del twin.metadata.nbgrader["schema_version"]
    notebook.cells.append(twin)
    desk.hand_in("ann", notebook)
    desk.hand_in("bob", desk.answered("bob", mean=MEAN))

    assert desk.nbgrader("autograde", STEM) == 0
    assert autos(desk, "ann")["mean"] == autos(desk, "bob")["mean"] == 6.0


# ---- manual marks -------------------------------------------------------------------------


def mark(desk, student, question, points, comment="Well argued."):
    with Gradebook(desk.db, "mpdl") as book:
        grade = book.find_grade(question, STEM, STEM, student)
        grade.manual_score, grade.needs_manual_grade, grade.extra_credit = (
            points,
            False,
            0.5,
        )
        book.find_comment(question, STEM, STEM, student).manual_comment = comment
        book.db.commit()


def test_manual_marks_and_comments_survive_and_stay_done(desk):
    desk.hand_in("ann", desk.answered("ann", proof_median="By convexity."))
    desk.nbgrader("autograde", STEM)
    mark(desk, "ann", "proof_median", 8.0)

    desk.nbgrader("autograde", STEM, "--force")

    assert desk.grades("ann")["proof_median"] == (None, 8.0, False)
    with Gradebook(desk.db, "mpdl") as book:
        comment = book.find_comment("proof_median", STEM, STEM, "ann")
        assert comment.comment == "Well argued."
        assert book.find_grade("proof_median", STEM, STEM, "ann").score == 8.5


def test_another_submission_asks_the_marker_to_look_again(desk):
    desk.hand_in("ann", desk.answered("ann", proof_median="By convexity."))
    desk.nbgrader("autograde", STEM)
    mark(desk, "ann", "proof_median", 8.0)
    desk.hand_in("ann", desk.answered("ann", proof_median="By parity."))

    desk.nbgrader("autograde", STEM, "--force")

    assert desk.grades("ann")["proof_median"] == (None, 8.0, True)


def test_an_overruled_score_waits_again_if_the_grader_changes_its_mind(desk):
    desk.hand_in("ann", desk.answered("ann", mean=MEAN))
    desk.service.verdicts = {"mean": "wrong"}
    desk.nbgrader("autograde", STEM)
    with Gradebook(desk.db, "mpdl") as book:
        grade = book.find_grade("mean_tests", STEM, STEM, "ann")
        grade.manual_score, grade.needs_manual_grade = 5.0, False
        book.db.commit()

    desk.nbgrader("autograde", STEM, "--force")
    assert desk.grades("ann")["mean"] == (0.0, 5.0, False)

    desk.service.verdicts = {}
    desk.nbgrader("autograde", STEM, "--force")
    assert desk.grades("ann")["mean"] == (6.0, 5.0, True)


# ---- faults of ours -----------------------------------------------------------------------


def test_a_broken_test_costs_nothing_and_waits_for_a_person(desk):
    desk.service.verdicts = {"mean": "grader_fault"}
    desk.hand_in("ann", desk.answered("ann", mean=MEAN))

    result = api.autograde_one(desk.root, STEM, "ann")

    assert result.outcome == "fault"
    assert desk.grades("ann")["mean"] == (None, None, True)
    assert desk.grades("ann")["distances"] == (7.0, None, False)
    with Gradebook(desk.db, "mpdl") as book:
        assert book.find_submission_notebook(STEM, STEM, "ann").flagged
    assert report(desk.autograded("ann"), "mean_tests").data["text/plain"] != "6"


def test_a_fault_on_a_submission_that_has_a_score_leaves_it_the_score(desk):
    desk.hand_in("ann", desk.answered("ann", mean=MEAN))
    desk.nbgrader("autograde", STEM)
    desk.service.verdicts = {"mean": "grader_fault"}

    desk.nbgrader("autograde", STEM, "--force")

    assert desk.grades("ann")["mean"] == (6.0, None, True)


def test_a_sandbox_that_cannot_start_touches_no_mark_and_ends_with_an_error(desk):
    for student in ("ann", "bob"):
        desk.hand_in(student, desk.answered(student, mean=MEAN))
    desk.nbgrader("autograde", STEM, "--student=ann")
    before = desk.grades("ann")
    desk.service.fault = "bubblewrap is not installed"

    assert desk.nbgrader("autograde", STEM, "--force") == 1

    assert desk.grades("ann") == before
    assert all(grade == (None, None, True) for grade in desk.grades("bob").values())


@pytest.mark.parametrize("tier", ["none", "landlock", ""])
def test_scores_of_a_weak_sandbox_are_refused(desk, tier):
    desk.service.tier = tier
    desk.hand_in("ann", desk.answered("ann", mean=MEAN))

    result = api.autograde_one(desk.root, STEM, "ann")

    assert result.outcome == "fault"
    assert "no score is written" in result.text
    assert all(grade == (None, None, True) for grade in desk.grades("ann").values())


def test_points_of_another_sheet_are_refused(desk):
    with Gradebook(desk.db, "mpdl") as book:
        book.find_grade_cell("mean_tests", STEM, STEM).max_score = 5
        book.db.commit()
    desk.hand_in("ann", desk.answered("ann", mean=MEAN))

    result = api.autograde_one(desk.root, STEM, "ann")

    assert "the gradebook has mean at 5 points, the topic sheet has 6" in result.text


# ---- what cannot be graded ----------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"print()", b'{"cells": ', b"[]", b"\xff\xfe"])
def test_a_damaged_notebook_is_one_line_and_touches_nothing(desk, content):
    desk.hand_in("ann", content)

    result = api.autograde_one(desk.root, STEM, "ann")

    assert result.outcome == "refused"
    assert "\n" not in result.text
    with Gradebook(desk.db, "mpdl") as book:
        assert not book.assignment_submissions(STEM)
    assert not (desk.root / "autograded").exists()


def test_the_batch_goes_on_after_a_damaged_notebook(desk, capsys):
    desk.hand_in("ann", b"not a notebook")
    desk.hand_in("bob", desk.answered("bob", mean=MEAN))

    assert desk.nbgrader("autograde", STEM) == 1
    assert autos(desk, "bob")["mean"] == 6.0
    said = capsys.readouterr().err
    assert "is not JSON" in said
    assert "Traceback (most" not in said


def test_an_unknown_student_or_assignment_is_one_line_and_touches_nothing(desk):
    desk.hand_in("eve", desk.answered("ann", mean=MEAN))

    (result,) = api.autograde_many(desk.root, STEM, ["eve"])

    assert (result.outcome, result.text) == ("refused", "no student 'eve' in the gradebook")
    assert desk.nbgrader("autograde", STEM, "--student=eve") == 1
    with Gradebook(desk.db, "mpdl") as book:
        assert [s.id for s in book.students] == ["ann", "bob", "cat"]
    with pytest.raises(Exception, match="no topic 't98_nothing'"):
        api.autograde_one(desk.root, "t98_nothing", "ann")


def test_a_student_who_handed_in_nothing_is_one_line(desk):
    result = api.autograde_one(desk.root, STEM, "ann")

    assert result.outcome == "refused"
    assert "does not exist" in result.text


# ---- what is shown ------------------------------------------------------------------------


def test_a_photograph_of_a_proof_is_kept_and_no_other_attachment(desk):
    png = "iVBORw0KGgoAAAANSUhEUg=="
    notebook = desk.answered(
        "ann", proof_median="![](attachment:p.png)![](attachment:x.svg)"
    )
    cell(notebook, "proof_median").attachments = {
        "p.png": {"image/png": png}, "x.svg": {"image/svg+xml": "<svg onload=alert(1)>"},
        "f.png": {"image/png": "PHN2Zz4="},
    }  # fmt: skip
    desk.hand_in("ann", notebook)
    desk.nbgrader("autograde", STEM)

    assert cell(desk.autograded("ann"), "proof_median").attachments == {
        "p.png": {"image/png": png}
    }
    assert desk.nbgrader("generate_feedback", STEM) == 0


def test_feedback_shows_reports_and_nothing_that_runs(desk):
    attack = "<script>alert('proof')</script> but $a<b$ holds"
    notebook = desk.answered("ann", mean=MEAN + "\n# <script>alert(0)</script>",
                             proof_median=attack)  # fmt: skip
    notebook.cells.append(new_markdown_cell("<img src=x onerror=alert(1)>"))
    desk.hand_in("ann", notebook)
    (desk.root / "submitted" / "ann" / STEM / "evil.html").write_text("<script>1</script>")
    desk.nbgrader("autograde", STEM)

    assert desk.nbgrader("generate_feedback", STEM) == 0

    folder = desk.root / "feedback" / "ann" / STEM
    html = (folder / f"{STEM}.html").read_text()
    assert "Every property holds" in html
    assert "&lt;script&gt;alert('proof')&lt;/script&gt; but $a&lt;b$ holds" in html
    assert "<script>alert" not in html
    assert "<img onerror" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert [p.name for p in folder.iterdir()] == [f"{STEM}.html"]


def test_a_late_submission_pays_what_the_course_decided(desk):
    (desk.root / "late_penalty.py").write_text(
        "from nbgrader.plugins import BasePlugin\n"
        "class LatePenalty(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, seconds):\n"
        "        return 2.0\n"
    )
    with (desk.root / "nbgrader_config.py").open("a") as file:
        file.write("c.AssignLatePenalties.plugin_class = 'late_penalty.LatePenalty'\n")
    with Gradebook(desk.db, "mpdl") as book:
        book.update_or_create_assignment(STEM, duedate="2026-01-01 12:00:00 UTC")
    path = desk.hand_in("ann", desk.answered("ann", mean=MEAN))
    (path.parent / "timestamp.txt").write_text("2026-01-02 12:00:00 UTC")

    assert desk.nbgrader("autograde", STEM) == 0

    with Gradebook(desk.db, "mpdl") as book:
        assert book.find_submission(STEM, "ann").late_submission_penalty == 2.0
    assert desk.nbgrader("export", "--to=grades.csv") == 0
    assert ",2,14,26," in (desk.root / "grades.csv").read_text()


def test_grade_cells_name_their_question():
    assert [question_of(g) for g in ("mean_tests", "proof_median")] == [
        "mean",
        "proof_median",
    ]
