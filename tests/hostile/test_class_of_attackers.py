"""Everybody attacks: nbgrader's course, the sandbox, the gradebook, feedback; nothing replaced.

Each attack of `attacks/` is a student's submission; honest students hand in before, among and
after them. The class is graded once, and the tests look at what was left.
"""

import os
import re
import time
from pathlib import Path

import attack_catalogue
import pytest
from attacked_class import STEM, TOPIC, right
from process_tree import descendants, words

from autograder import batch
from autograder.classroom import grade_class
from autograder.ledger import frozen_variant
from autograder.store import SheetStore
from autograder.verdicts import digest

ATTACKS = {a.name: a for a in attack_catalogue.attacks()}
HONEST = ("aaa", "mmm", "zzz")
MARKS = {"mean": 6.0, "q99a": 3.0, "distances": 7.0}
TRACES = ("/tmp", "/var/tmp", "/dev/shm", os.path.expanduser("~"))

pytestmark = pytest.mark.filterwarnings(
    "ignore::sqlalchemy.exc.SAWarning", "ignore::ResourceWarning"
)


def left_on_this_machine():
    return {p for top in TRACES for p in Path(top).glob("mpdl-*") if "box" not in p.name}


def digests(folder):
    return {p: digest(p.read_bytes()) for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def graded(make_class):
    """The class after grading and feedback, and what was there before."""
    made = make_class([*ATTACKS, *HONEST])
    for name, attack in ATTACKS.items():
        made.hand_in(name, attack.segments(made.variant(name)))
    for name in HONEST:
        made.hand_in(name, right(made.variant(name)))
    root = made.course.root
    made.before = {d: digests(root / d) for d in ("release", "submitted")}
    made.traces, made.boxes_before = left_on_this_machine(), boxes()
    made.results = {r.student: r for r in grade_class(made.course, STEM)}
    feedback = made.api().generate_feedback(STEM, force=True)
    assert feedback["success"], feedback["log"]
    made.store = SheetStore(made.course.records / "sheets")
    return made


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_earns_no_more_than_the_wrong_answer(graded, name):
    attack, scores = ATTACKS[name], graded.scores(name)
    assert scores["mean"] == attack.points
    if attack.others_kept:
        assert (scores["q99a"], scores["distances"]) == (MARKS["q99a"], MARKS["distances"])


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_graded_under_the_status_that_its_file_names(graded, name):
    sheet = graded.store.latest(STEM, name)
    statuses = {v.status for v in sheet.verdicts if v.question == "mean"} - {"passed"}
    assert graded.results[name].outcome == "graded", graded.results[name].text
    assert statuses and statuses <= ATTACKS[name].status
    assert not sheet.faults


@pytest.mark.parametrize("name", HONEST)
def test_honest_students_among_attackers_keep_their_marks(graded, name):
    assert {q: graded.scores(name)[q] for q in MARKS} == MARKS


def test_nothing_that_was_handed_in_or_out_is_changed(graded):
    root = graded.course.root
    assert {d: digests(root / d) for d in graded.before} == graded.before


def test_nothing_is_left_on_the_machine(graded):
    assert left_on_this_machine() == graded.traces


def test_what_one_attacker_left_the_next_does_not_find(graded):
    sheet = graded.store.latest(STEM, "looks_for_what_was_left")
    (line,) = [c.stdout.strip() for c in sheet.cells if "LEFT BEHIND" in c.stdout]
    assert line == "LEFT BEHIND [] False False"


def test_what_attackers_look_for_is_not_there(graded):
    seen = "\n".join(
        c.stdout + c.error + c.traceback
        for name in ATTACKS
        for c in graded.store.latest(STEM, name).cells
    )
    assert "FOUND []" in seen and "ANSWERED []" in seen and "FILES []" in seen
    assert "OTHERS []" in seen


def expected_answers(made):
    return {
        name: repr(float(answer))
        for name in (*ATTACKS, *HONEST)
        for answer in TOPIC.answers(frozen_variant(made.course, TOPIC, name)).values()
    }


def pages(made):
    root = made.course.root
    return {
        p: p.read_text(encoding="utf-8")
        for d in ("autograded", "feedback")
        for p in (root / d).rglob("*")
        if p.suffix in (".ipynb", ".html")
    }


def test_no_secret_is_in_what_students_and_markers_read(graded):
    key = (graded.course.records / "course.key").read_bytes()
    secrets = {key.hex(), key.decode("latin-1").strip(), *key.decode("latin-1").split()}
    hidden = {"pytest.mark.question", "grader_t99_toy", "checks.numeric_answer"}
    answers = expected_answers(graded)
    found = pages(graded)
    assert len(found) == 2 * (len(ATTACKS) + len(HONEST))
    for path, text in found.items():
        assert not [s for s in secrets | hidden if len(s) > 8 and s in text], path
        own = answers[path.parts[path.parts.index(STEM) - 1]]
        assert len(own) < 8 or own not in text, path


def test_no_text_of_an_attacker_is_markup_in_the_pages(graded):
    for path, text in pages(graded).items():
        if path.suffix == ".html" and "text_that_is_markup" in str(path):
            assert "<script>alert('mpdl-xss')" not in text
            assert "<script>document.title" not in text
            assert "onerror=alert" not in re.sub(r"&lt;.*?&gt;", "", text)
            assert "\x1b" not in text and "\u202e" not in text
            assert "49" not in re.findall(r"owned.{0,40}", text)[0]


def test_no_process_of_an_attacker_is_left(graded):
    batch.drop_all()
    deadline = time.monotonic() + 10
    while left := boxes() - graded.boxes_before:
        assert time.monotonic() < deadline, f"left running: {left}"
        time.sleep(0.05)


def boxes():
    """The pids of all sandbox processes that descend from these tests."""
    return {p for p in descendants(os.getpid()) if b"zygote" in words(p)}


def test_another_class_is_graded_after_the_attacks(make_class):
    made = make_class(["ann"])
    made.hand_in("ann", right(made.variant("ann")))
    (result,) = grade_class(made.course, STEM)
    assert result.outcome == "graded"
    assert {q: made.scores("ann")[q] for q in MARKS} == MARKS
