"""`mpdl topic`: list, show, and begin a topic whose pieces run as they are."""

import importlib.util
import sys

import numpy as np
import pytest
from click.testing import CliRunner

from autograder import variants
from autograder.build import notebook_of
from autograder.catalogue import catalogue, segments
from autograder.cli.main import main
from autograder.cli.topic import scaffold
from autograder.grade import Examination, Pieces
from autograder.job import Job
from course_lib.syllabus import SYLLABUS

STEM = "t14_flow_matching"


def run(*words):
    return CliRunner().invoke(main, [*words])


def test_the_list_names_every_topic_in_order():
    result = run("topic", "list")

    assert result.exit_code == 0
    places = [result.output.index(t.stem) for t in SYLLABUS]
    assert places == sorted(places)


def test_a_topic_is_shown_with_its_questions_and_places():
    result = run("topic", "show", SYLLABUS[0].stem)

    assert result.exit_code == 0
    assert all(q.name in result.output for q in SYLLABUS[0].questions)
    assert f"graders/test_{SYLLABUS[0].stem}.py" in result.output
    assert "missing" not in result.output


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("topic", "show", "t99_nothing"), "no topic 't99_nothing'"),
        (("topic", "new", "flow", "--title", "Flow"), "a stem looks like"),
        (("topic", "new", STEM, "--title", 'A "title"'), "one line"),
        (("topic", "new", SYLLABUS[0].stem, "--title", "Again"), "exists already"),
    ],
)
def test_misuse_is_one_line_and_exit_code_two(words, complaint):
    result = run(*words)

    assert result.exit_code == 2
    assert complaint in result.output
    assert "Traceback" not in result.output


def test_a_dry_run_writes_nothing_and_says_what_is_next():
    result = run("topic", "new", STEM, "--title", "Flow matching", "--dry-run")

    assert result.exit_code == 0
    assert f"would write graders/test_{STEM}.py" in result.output
    assert "course_lib/syllabus.py" in result.output


@pytest.fixture
def begun(tmp_path, monkeypatch):
    """The pieces of a new topic, in a folder of their own, and its module."""
    for path, text in scaffold(STEM, "Flow matching").items():
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(
            text.replace(f"from course_lib.topics import {STEM}", f"import {STEM}")
        )
    folder = tmp_path / "course_lib" / "topics"
    spec = importlib.util.spec_from_file_location(STEM, folder / f"{STEM}.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, STEM, module)
    monkeypatch.syspath_prepend(str(folder))
    spec.loader.exec_module(module)
    return tmp_path, module.TOPIC


def test_a_new_topic_runs_as_it_is_written(begun):
    """Its template builds, its model passes, its rejected answer fails what it says."""
    root, topic = begun
    assert notebook_of(topic, root / "source" / STEM / f"{STEM}.md.j2").cells

    pieces = Pieces(
        topic=topic,
        module=STEM,
        grader=root / "graders" / f"test_{STEM}.py",
        solutions=root / "solutions",
    )
    data = variants.to_data(topic.draw(np.random.default_rng(0)), topic)
    answers = catalogue(pieces.solutions, topic)
    assert len(answers) == 2
    with Examination(pieces) as examination:
        for answer in answers:
            job = Job(
                topic=STEM, student="ann", edition="1", submission="0", variant=data,
                seed="00" * 32, segments=segments(answer, answers[0], topic, data),
            )  # fmt: skip
            sheet = examination.grade(job)
            assert {v.test for v in sheet.verdicts if not v.passed} == answer.fails
