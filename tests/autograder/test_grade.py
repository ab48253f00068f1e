"""One submission sits the hidden tests of the toy topic, in the real sandbox."""

from pathlib import Path

import pytest
import t99_toy

from autograder import variants
from autograder.catalogue import catalogue, segments
from autograder.errors import GraderFault
from autograder.grade import Examination, Pieces
from autograder.job import Job
from autograder.sitting import Segment

TOY = Path(t99_toy.__file__).parent
TOPIC = t99_toy.TOPIC
VARIANT = t99_toy.Variant(sample=(4, -8, 15, 16, 3), weight=1.25, label="n = 5")
RIGHT = {
    "mean": "def mean(x):\n    if len(x) == 0:\n        raise ValueError('no sample')\n"
    "    return sum(x) / len(x)",
    "q99a": "q99a = (4 - 8 + 15 + 16 + 1.25 * 3) / 5.25",
    "distances": "def distances(x, cs):\n    return [abs(x - c).sum() for c in cs]",
}


def pieces(**changed):
    parts = {
        "topic": TOPIC,
        "module": "t99_toy",
        "grader": TOY / "grader_t99_toy.py",
        "solutions": TOY / "solutions",
    }
    return Pieces(**{**parts, **changed})


@pytest.fixture(scope="module")
def examination():
    with Examination(pieces()) as warm:
        yield warm


def job(*, seed="00" * 31 + "07", cells=None, **questions):
    """A submission: right answers but for those given, one cell a question."""
    sources = {**RIGHT, **questions}
    made = tuple(
        Segment(name, ((i, source),)) for i, (name, source) in enumerate(sources.items())
    )
    return Job(
        topic="t99_toy",
        student="ann",
        edition="1",
        submission="ab" * 32,
        variant=variants.to_data(VARIANT, TOPIC),
        seed=seed,
        segments=cells or made,
    )


def points(sheet):
    return {s.question: s.points for s in sheet.scores}


def statuses(sheet, question):
    return {v.status for v in sheet.verdicts if v.question == question}


def test_a_right_answer_gets_full_marks_and_the_proof_waits_for_a_person(examination):
    sheet = examination.grade(job())

    assert points(sheet) == {"mean": 6, "q99a": 3, "proof_median": None, "distances": 7}
    assert sheet.tier == "full"
    assert not sheet.is_faulty


def test_every_expected_test_reports_exactly_one_verdict(examination):
    sheet = examination.grade(job(mean="raise SystemExit"))

    assert [v.test for v in sheet.verdicts] == [t["name"] for t in examination.tests]


@pytest.mark.parametrize(
    ("source", "status"),
    [
        ("", "not_defined"),
        ("def mean(x):\n    raise NotImplementedError('write mean here')", "not_defined"),
        ("def mean(x) return 0", "not_defined"),
        ("def mean(x):\n    return None", "wrong"),
        ("def mean(x):\n    return float('nan')", "wrong"),
        ("def mean(x):\n    return [1.0, 2.0]", "wrong"),
        ("def mean(x):\n    return 10 ** 400", "wrong"),
        ("def mean(x):\n    return mean", "wrong"),
        ("def mean(x):\n    return x / 0 + undefined", "raised"),
        ("def mean(x):\n    raise KeyboardInterrupt", "raised"),
        ("def mean(x):\n    import os\n    os._exit(0)", "crashed"),
        ("def mean(x):\n    while True: pass", "timed_out"),
        ("def mean(x):\n    return bytearray(10 * 2**30)", "out_of_memory"),
        ("def mean(x):\n    return {1j: object}", "wrong"),
    ],
)
def test_a_broken_answer_costs_its_own_question_only(examination, source, status):
    sheet = examination.grade(job(mean=source))

    assert status in statuses(sheet, "mean")
    assert "passed" not in statuses(sheet, "mean") or status == "raised"
    assert points(sheet)["q99a"] == 3
    assert points(sheet)["distances"] == 7
    assert not sheet.is_faulty


def test_an_answer_that_differs_from_call_to_call_is_wrong_not_a_fault(examination):
    flaky = "import itertools\ncount = itertools.count()\ndef mean(x):\n    return next(count) % 2"
    sheet = examination.grade(job(mean=flaky))

    assert statuses(sheet, "mean") <= {"wrong"}


def test_warnings_prints_names_reused_and_float32_are_no_errors(examination):
    noisy = (
        "import warnings\nimport numpy as np\ndef mean(x):\n    print('debug', x)\n"
        "    warnings.warn('careful')\n    np.log(np.zeros(1))\n    sum = np.float32\n"
        "    if len(x) == 0: raise ValueError\n    return np.float32(np.add.reduce(x) / len(x))"
    )
    later = "np = None\nq99a = (4 - 8 + 15 + 16 + 1.25 * 3) / 5.25\nmean = None"
    sheet = examination.grade(job(mean=noisy, q99a=later))

    assert points(sheet)["mean"] == 6
    assert points(sheet)["q99a"] == 3


def test_a_cell_that_runs_for_ever_after_a_right_answer_costs_nothing(examination):
    cells = (
        Segment("mean", ((0, RIGHT["mean"]), (1, "while True: pass"))),
        Segment("q99a", ((3, RIGHT["q99a"]),)),
        Segment("distances", ((5, RIGHT["distances"]),)),
        Segment("", ((7, "print('the end')"),)),
    )
    sheet = examination.grade(job(cells=cells))

    assert sheet.points == 16
    assert [c.status for c in sheet.cells if c.index == 1] == ["timed_out"]
    assert [c.stdout for c in sheet.cells if c.index == 7] == ["the end\n"]


def test_the_smallest_failing_input_is_shown_and_never_the_expected_value(examination):
    sheet = examination.grade(job(mean="def mean(x):\n    return abs(sum(x) / len(x))"))
    (verdict,) = [v for v in sheet.verdicts if "three" in v.test]

    assert verdict.status == "wrong"
    assert verdict.input == "mean(np.array([0., 0., -0.125]))"
    assert verdict.result.startswith("0.0416")
    assert "-0.041" not in verdict.message
    assert verdict.hint == "Divide by n."


def test_a_picture_is_drawn_only_for_a_failure(examination):
    right = examination.grade(job())
    wrong = examination.grade(job(distances="def distances(x, cs):\n    return 0 * cs"))

    assert [v.figure for v in right.verdicts] == [""] * len(right.verdicts)
    assert [bool(v.figure) for v in wrong.verdicts if v.question == "distances"] == [True]


def test_replaying_a_seed_gives_the_identical_sheet(examination):
    wrong = {"mean": "def mean(x):\n    return max(x)"}
    first, again = examination.grade(job(**wrong)), examination.grade(job(**wrong))
    other = examination.grade(job(seed="00" * 31 + "08", **wrong))

    assert first.fingerprint == again.fingerprint
    assert first.fingerprint != other.fingerprint


def test_forged_marks_are_worth_nothing(examination):
    attack = (
        "import sys, builtins, numpy as np\nnp.allclose = lambda *a, **k: True\n"
        "class E(float):\n    __eq__ = __le__ = __lt__ = lambda s, o: True\n"
        "    __sub__ = __rsub__ = __abs__ = lambda s, *o: E(0)\n"
        "def mean(x):\n    return E(7)"
    )
    sheet = examination.grade(job(mean=attack))

    assert points(sheet)["mean"] == 0


def test_the_catalogue_is_graded_as_it_says(examination):
    answers = catalogue(TOY / "solutions", TOPIC)
    data = variants.to_data(VARIANT, TOPIC)
    for answer in answers:
        sheet = examination.grade(job(cells=segments(answer, answers[0], TOPIC, data)))
        assert {v.test for v in sheet.verdicts if not v.passed} == answer.fails


def test_a_model_answer_that_fails_stops_the_batch(tmp_path):
    broken = tmp_path / "t99_toy" / "accepted"
    broken.mkdir(parents=True)
    model = (TOY / "solutions" / "t99_toy" / "accepted" / "model.py").read_text()
    (broken / "model.py").write_text(model.replace("x.mean()", "x.mean() + 1"))

    with (
        Examination(pieces(solutions=tmp_path)) as bad,
        pytest.raises(GraderFault, match="nothing was graded"),
    ):
        bad.grade(job())


def test_a_hidden_test_that_breaks_is_our_fault_and_costs_no_mark(tmp_path):
    grader = tmp_path / "grader_broken.py"
    text = (TOY / "grader_t99_toy.py").read_text()
    grader.write_text(
        text + "\n\n@question('mean')\ndef test_that_breaks(student, variant):\n"
        "    if student.mean([5.0]) == 4:\n        {}['missing']\n"
    )
    wrong = "def mean(x):\n    return 4 if len(x) == 1 else sum(x) / len(x)"
    with Examination(pieces(grader=grader)) as warm:
        sheet = warm.grade(job(mean=wrong))

    assert points(sheet) == {"mean": None, "q99a": 3, "proof_median": None, "distances": 7}
    assert sheet.is_faulty


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("def test_of_no_question(student): pass", "names no question"),
        ("@question('nothing')\ndef test_it(student): pass", "no question 'nothing'"),
        ("@question('proof_median')\ndef test_it(student): pass", "a person marks"),
        (
            "@question('mean')\n@given(x=draw.eighths())\ndef test_it(student, rng, x): pass",
            "draw a seed",
        ),
        ("import not_a_module", "not_a_module"),
    ],
)
def test_a_grader_that_cannot_be_trusted_does_not_start(tmp_path, line, complaint):
    grader = tmp_path / "grader_broken.py"
    grader.write_text((TOY / "grader_t99_toy.py").read_text() + f"\n\n{line}\n")

    with (
        Examination(pieces(grader=grader)) as warm,
        pytest.raises(GraderFault, match=complaint),
    ):
        warm.grade(job())


def test_a_sandbox_that_cannot_start_is_our_fault_in_one_line(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))  # no bubblewrap there

    with Examination(pieces()) as warm:
        try:
            tier, words = warm.grade(job()).tier, ""
        except GraderFault as e:
            tier, words = "", str(e)

    # Without bubblewrap nothing is graded, or in a tier that the gradebook refuses.
    assert tier in ("", "landlock")
    assert tier or "bwrap" in words or "bubblewrap" in words
    assert "\n" not in words
