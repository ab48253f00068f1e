"""What a job may ask for when a grader is verified, on the warm road itself."""

from pathlib import Path

import pytest
import t99_toy

from autograder.catalogue import model_path, read, segments
from autograder.grade import Examination, Pieces
from autograder.job import Job
from autograder.sitting import Segment

TOY = Path(t99_toy.__file__).parent
PIECES = Pieces(
    topic=t99_toy.TOPIC,
    module="t99_toy",
    grader=TOY / "grader_t99_toy.py",
    solutions=TOY / "solutions",
)
VARIANT = {"sample": [1, 2, 3, 4, 5], "weight": 1.0, "label": "n = 5"}
WRONG = (
    Segment("mean", ((0, "def mean(x): return None"),)),
    Segment("q99a", ((2, "q99a = 0"),)),
)
SPINS = (Segment("mean", ((0, "def mean(x):\n    while True: pass"),)),)


@pytest.fixture(scope="module")
def examination():
    with Examination(PIECES) as examination:
        yield examination


def job(notebook, **more):
    return Job(
        topic="t99_toy",
        student="s",
        edition="e",
        submission="0",
        variant=VARIANT,
        seed="00" * 32,
        segments=notebook,
        trial=True,
        **{"explain": False, "only": tuple(s.question for s in notebook), **more},
    )


def test_of_a_question_that_fails_the_rest_is_skipped_if_the_job_says_so(examination):
    sheet = examination.grade(job(WRONG, first_failure="question"))

    assert [v.question for v in sheet.verdicts] == ["mean", "q99a"]
    assert not sheet.is_faulty


def test_everything_after_the_first_failure_is_skipped_if_the_job_says_so(examination):
    sheet = examination.grade(job(WRONG, first_failure="notebook"))

    assert [v.question for v in sheet.verdicts] == ["mean"]
    assert not sheet.is_faulty


def test_a_job_may_name_its_tests(examination):
    name = "test_mean_of_a_constant_sample_is_the_constant"

    sheet = examination.grade(job(WRONG, tests=(name,)))

    assert [v.test for v in sheet.verdicts] == [name]


def test_a_share_of_the_examples_is_as_good_as_all_of_them(examination):
    model = read(model_path(PIECES.solutions, t99_toy.TOPIC), t99_toy.TOPIC)
    notebook = segments(model, model, t99_toy.TOPIC, VARIANT)

    sheet = examination.grade(job(notebook, share=0.2, only=()))

    assert len(sheet.verdicts) == 5
    assert all(v.passed for v in sheet.verdicts)


def test_a_job_may_have_less_time_than_the_topic_gives(examination):
    sheet = examination.grade(job(SPINS, call_seconds=0.2))

    assert {v.status for v in sheet.verdicts} <= {"timed_out", "not_run"}
    assert sheet.seconds["grading"] < 10


def test_what_a_job_asks_for_survives_json():
    asked = job(WRONG, share=0.2, tests=("test_a",), in_full=("test_a",), call_seconds=0.5)

    assert Job.from_json(asked.to_json()).to_json() == asked.to_json()
