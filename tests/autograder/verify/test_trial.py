"""The parts that grade, on a toy topic that somebody has spoiled in every way they look for."""

import shutil
from pathlib import Path

import pytest
import t99_toy

from autograder.errors import GraderFault
from autograder.grade import Pieces
from autograder.verify.answers import check_accepted, check_false_alarms, check_rejected
from autograder.verify.course import _pilot, _read_catalogue, verify
from autograder.verify.mutation import check_dead_tests, check_mutants
from autograder.verify.plan import Options, Section, Setup, Subject, call_seconds
from autograder.verify.released import check_released
from autograder.verify.robustness import check_robustness
from autograder.verify.sheet import check_sheet
from autograder.verify.work import Address, Workshop

TOY = Path(t99_toy.__file__).parent

MORE_TESTS = """

@question("mean", weight=0.5)
def test_the_mean_exists(student, variant):
    student.mean(np.ones(3))


@question("distances")
def test_distances_are_not_negative(student, variant):
    D = student.distances(np.ones(2), np.zeros(1))
    assert D[0] >= 0, "a distance is negative"
"""

REFUSES_FIVE = '''"""Right, but for samples of five."""

# %% mean
def mean(x):
    if len(x) in (0, 5):
        raise ValueError("no")
    return sum(x) / len(x)
'''

HALVES = '''"""Says that it fails a test that it passes."""

FAILS = {
    "test_mean_of_three_numbers_is_a_third_of_their_sum",
    "test_an_empty_sample_is_refused",
}

# %% mean
def mean(x):
    if len(x) == 0:
        raise ValueError("no")
    return sum(x) / (2 * len(x))
'''

EQUIVALENT = """
[[mutant]]
question = "mean"
was = "return x.mean()"
becomes = "return x.sum()"
reason = "It is not: a test fails it."

[[mutant]]
question = "mean"
was = "return x.median()"
becomes = "return x.mean()"
reason = "There is no such statement."

[[mutant]]
question = "mean"
was = "if x.ndim != 1 or len(x) == 0 or not np.isfinite(x).all():"
becomes = "if x.ndim != 1 or len(x) == 0:"
reason = "The toy does not say what NaN does."
"""


def place(folder):
    return Subject(
        pieces=Pieces(
            topic=t99_toy.TOPIC,
            module="t99_toy",
            grader=folder / "grader_t99_toy.py",
            solutions=folder / "solutions",
        ),
        template=folder / "t99_toy.md.j2",
        reference=(),
    )


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("spoiled") / "toy"
    shutil.copytree(TOY, folder, ignore=shutil.ignore_patterns("__pycache__"))
    with (folder / "grader_t99_toy.py").open("a") as file:
        file.write(MORE_TESTS)
    own = folder / "solutions" / "t99_toy"
    (own / "accepted" / "refuses_five.py").write_text(REFUSES_FIVE)
    (own / "rejected" / "halves.py").write_text(HALVES)
    (own / "equivalent.toml").write_text(EQUIVALENT)
    return place(folder)


@pytest.fixture(scope="module")
def trial(spoiled):
    """(setup, run) of the spoiled topic, in one worker."""
    with Workshop(1) as workshop:
        address = Address.of(spoiled)
        setup = Setup(
            subject=spoiled,
            options=Options(variants=2, repeat=6, seed="test"),
            answers=_read_catalogue(Section("sheet"), spoiled),
            tests=workshop.tests(address),
        )
        yield setup, lambda part, tasks: workshop.grade(address, tasks)


@pytest.fixture(scope="module")
def seconds(trial):
    setup, run = trial
    return call_seconds(setup, _pilot(setup, run, Section("accepted")))


def texts(section):
    return [f"{f.subject} {f.text} {f.detail}" for f in section.findings]


def test_a_right_answer_that_is_refused_is_found(trial):
    section = check_accepted(*trial)

    assert any(
        "refuses_five.py fails test_mean_of_a_constant_sample" in t for t in texts(section)
    )
    assert not any("model.py" in t for t in texts(section))
    assert section.rows["mean"]["gradings"] == 4


def test_a_catalogue_entry_that_is_wrong_is_found(trial):
    section, hit = check_rejected(*trial)

    said = texts(section)
    assert any("passes test_an_empty_sample_is_refused" in t for t in said)
    assert any("fails test_mean_of_a_constant_sample" in t for t in said)
    assert not any("divides_by_two" in t for t in said)
    assert "test_mean_of_three_numbers_is_a_third_of_their_sum" in hit


def test_a_blank_notebook_scores_zero_and_the_visible_checks_accept_the_model(trial):
    section = check_released(*trial)

    assert section.findings == []
    assert section.figures["points"] == 0
    assert section.figures["accepted answers in it"] == 2


def test_mutants_dead_tests_and_entries_that_lie_are_found(trial, seconds):
    section, hit, killed = check_mutants(*trial, seconds)
    dead = check_dead_tests(*trial, seconds, hit, killed)

    said = " ".join(texts(section))
    assert "fits no mutant" in said
    assert "but a test fails it" in said
    assert section.rows["mean"]["equivalent"] == 1
    assert section.rows["mean"]["survivors"] >= 1
    assert section.rows["q99a"].get("survivors", 0) == 0
    assert {f.subject for f in dead.findings} == {
        "test_the_mean_exists",
        "test_distances_are_not_negative",
    }


def test_right_answers_are_graded_until_every_question_had_enough(trial):
    section = check_false_alarms(*trial)

    assert section.figures["fewest of a question"] == 6
    assert section.figures["replayed"] == 2
    assert not any("another sheet" in t for t in texts(section))


def test_a_test_that_breaks_on_junk_is_found(trial):
    section = check_robustness(*trial, quick=True)

    said = texts(section)
    assert any("None grader fault: test_distances_are_not_negative" in t for t in said)
    assert not any("test_mean" in t and "grader fault" in t for t in said)


def test_what_the_catalogue_lacks_is_said(trial):
    setup, _ = trial
    section = Section("sheet")
    check_sheet(setup, section)

    assert any("2 roads" in t for t in texts(section))
    assert section.rows["mean"]["tests"] == 4


def test_a_grader_that_cannot_be_collected_is_a_finding(spoiled, tmp_path):
    folder = tmp_path / "toy"
    shutil.copytree(spoiled.pieces.grader.parent, folder)
    (folder / "grader_t99_toy.py").write_text("import pytest\n")

    with Workshop(1) as workshop, pytest.raises(GraderFault, match="no test"):
        workshop.tests(Address.of(place(folder)))

    report = verify([place(folder)], Options(jobs=1, draws=10, reference=False))
    assert any("cannot be used" in f.text for f in report.topics[0].findings)
    assert not report.holds
