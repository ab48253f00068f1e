"""`make demo` on one topic: the class of six, from the template to the course grade.

Nothing is replaced: nbgrader's exchange, gradebook and feedback, the sandbox, the hidden tests.
"""

import csv

import pytest
from nbgrader.api import Gradebook
from rich.console import Console

from autograder.classroom import grade_class
from autograder.course import REPO
from autograder.demo import CLASS, Demo
from autograder.store import SheetStore
from autograder.verify.leaks import reference_files, squeezed, statements
from autograder.verify.plan import subject_of
from course_lib.syllabus import find

TOPIC = find("t13_rademacher_complexity")
PROOF = sum(q.points for q in TOPIC.questions if q.kind == "proof")

pytestmark = pytest.mark.filterwarnings(
    "ignore::sqlalchemy.exc.SAWarning", "ignore::ResourceWarning"
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        root = tmp_path_factory.mktemp("demo")
        patch.chdir(root)
        made = Demo(root / "course", [TOPIC], Console(quiet=True))
        assert made.run() == 0
        yield made


@pytest.fixture(scope="module")
def sheets(demo):
    store = SheetStore(demo.course.records / "sheets")
    return {s.name: store.latest(TOPIC.stem, s.name) for s in CLASS}


@pytest.fixture(scope="module")
def scores(demo):
    with Gradebook(demo.course.db_url, demo.course.course_id) as book:
        return {s.name: book.find_submission(TOPIC.stem, s.name).score for s in CLASS}


def test_who_is_right_by_either_road_has_everything_but_the_proof(scores):
    assert scores["ada"] == TOPIC.points - PROOF
    assert scores["bela"] == TOPIC.points - PROOF


def test_who_holds_misconceptions_loses_and_keeps(scores):
    assert 0.2 * TOPIC.points < scores["chen"] < 0.9 * (TOPIC.points - PROOF)


def test_a_blank_notebook_scores_nothing_and_crashes_nothing(scores, sheets):
    assert scores["dora"] == 0
    assert {v.status for v in sheets["dora"].verdicts} == {"not_defined"}


def test_an_endless_loop_costs_its_own_question_only(scores, sheets):
    last = [q for q in TOPIC.questions if q.kind == "code"][-1]

    assert scores["aino"] == TOPIC.points - PROOF - last.points
    assert {v.status for v in sheets["aino"].verdicts if v.question == last.name} == {
        "timed_out",
        "not_run",
    }


def test_who_attacks_the_grader_gets_what_the_answers_are_worth(scores, sheets):
    """Zero is the answer of all its functions, and no degenerate answer earns a fifth."""
    assert scores["mallory"] <= 0.2 * (TOPIC.points - PROOF)
    printed = "".join(c.stdout for c in sheets["mallory"].cells)
    assert "FileNotFoundError" in printed
    assert "PermissionError" in printed


def test_nothing_of_ours_broke(sheets):
    assert [name for name, sheet in sheets.items() if sheet.is_faulty] == []
    assert {sheet.tier for sheet in sheets.values()} == {"full"}


def test_proofs_wait_for_a_person_if_something_was_written(demo):
    proof = next(q.name for q in TOPIC.questions if q.kind == "proof")
    with Gradebook(demo.course.db_url, demo.course.course_id) as book:
        waits = {
            s.name: book.find_grade(
                proof, TOPIC.stem, TOPIC.stem, s.name
            ).needs_manual_grade
            for s in CLASS
        }

    assert waits["ada"]
    assert not waits["dora"]


def test_the_export_has_a_column_for_each_question_and_a_course_grade(demo):
    with demo.export().open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    ada = next(row for row in rows if row and row[0] == "ada")

    assert all(any(q.name in column for column in header) for q in TOPIC.questions)
    assert len({len(r) for r in rows} | {len(header)}) == 1
    assert ada[-1] in {"0", "1", "2", "3", "4", "5"}


def test_feedback_and_report_are_written(demo):
    page = demo.root / "feedback" / "chen" / TOPIC.stem / f"{TOPIC.stem}.html"

    assert "does not hold" in page.read_text(encoding="utf-8")
    assert "chen" in (demo.root / f"class_{TOPIC.stem}.html").read_text(encoding="utf-8")


def test_a_second_run_grades_nothing_anew(demo, monkeypatch):
    def refuse(*_):
        raise AssertionError("graded again")

    monkeypatch.setattr("autograder.batch.examination_of", refuse)
    results = grade_class(demo.course, TOPIC.stem)

    assert {r.outcome for r in results} == {"graded"}


def test_nothing_of_the_answer_key_is_in_what_students_get(demo):
    """Release, exchange, gradebook, and what comes back to who wrote nothing."""
    pieces = REPO / "solutions" / TOPIC.stem
    secret = [
        *pieces.glob("*/*.py"),
        REPO / "graders" / f"test_{TOPIC.stem}.py",
        *reference_files(subject_of(TOPIC)),
    ]
    key = {s for path in secret for s in statements(path.read_text(encoding="utf-8"))}
    assert len(key) > 200
    places = [
        *(demo.root / "release").rglob("*.ipynb"),
        *(demo.root / "exchange").glob("*/outbound/**/*.ipynb"),
        *(demo.root / "exchange").glob("*/variants/**/*.ipynb"),
        *(demo.root / "autograded" / "dora").rglob("*.ipynb"),
        *(demo.root / "feedback" / "dora").rglob("*.html"),
        demo.root / "gradebook.db",
    ]
    assert len(places) >= 10
    for path in places:
        text = squeezed(path.read_bytes().decode("utf-8", "replace").replace("\\n", "\n"))
        assert [s for s in key if s in text] == [], path.name
    key_file = demo.course.key_file.read_bytes().strip()
    assert not any(key_file in p.read_bytes() for p in places)
