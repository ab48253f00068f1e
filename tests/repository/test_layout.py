"""The repository has the shape that README.md promises."""

import re
import subprocess
from pathlib import Path

import pytest

from autograder.catalogue import catalogue
from autograder.cli.topic import pieces
from course_lib.syllabus import SYLLABUS

ROOT = Path(__file__).parents[2]

STEMS = [topic.stem for topic in SYLLABUS]

TOP_LEVEL = {
    ".ci", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "Makefile", "README.md",
    "autograded", "autograder", "benchmarks", "course_lib", "docs", "graders",
    "nbgrader_config.py", "pyproject.toml", "release", "requirements.lock", "solutions",
    "source", "tests",
}  # fmt: skip


def tracked():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def text_of(path):
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("stem", STEMS)
def test_every_topic_has_every_piece(stem):
    module = ROOT / "course_lib" / "topics" / stem
    missing = [str(p) for p in pieces(stem)[1:] if not (ROOT / p).exists()]

    assert missing == []
    assert module.is_dir() or module.with_suffix(".py").is_file()


def test_every_topic_on_disk_is_in_the_syllabus():
    folder = ROOT / "course_lib" / "topics"
    on_disk = {p.stem for p in folder.iterdir() if re.match(r"t\d\d_", p.name)}

    assert on_disk == set(STEMS)


def test_topics_stand_in_the_order_of_the_course():
    assert sorted(STEMS) == STEMS


@pytest.mark.parametrize("topic", SYLLABUS, ids=lambda t: t.stem)
def test_every_topic_has_ten_rejected_answers_and_two_accepted_ones_a_question(topic):
    answers = catalogue(ROOT / "solutions", topic)
    roads = {
        q.name: sum(a.accepted and q.name in a.questions for a in answers)
        for q in topic.questions
        if q.kind in ("code", "experiment")
    }

    assert sum(not a.accepted for a in answers) >= 10
    assert [name for name, n in roads.items() if n < 2] == []


@pytest.mark.parametrize("topic", SYLLABUS, ids=lambda t: t.stem)
def test_points_of_a_topic_are_split_as_the_course_says(topic):
    points = {
        kind: sum(q.points for q in topic.questions if q.kind == kind)
        for kind in ("code", "numeric", "proof", "experiment")
    }

    assert points == {"code": 40, "numeric": 9, "proof": 10, "experiment": 7}
    assert sum(q.kind == "numeric" for q in topic.questions) == 3


def test_nothing_stands_at_the_top_that_the_map_does_not_name():
    assert {p.relative_to(ROOT).parts[0] for p in tracked()} <= TOP_LEVEL


def test_no_generated_notebook_is_kept():
    assert [p for p in tracked() if p.suffix == ".ipynb"] == []


def test_no_file_names_a_machine():
    private = re.compile(r"/(?:root|home/\w+)/|/work/|/opt/|index-url|file://")
    allowed = {Path(__file__)}
    places = {p.name: private.findall(text_of(p)) for p in tracked() if p not in allowed}

    assert {name: found for name, found in places.items() if found} == {}


def test_modules_fit_on_a_few_screens():
    long = {
        str(p.relative_to(ROOT)): n
        for p in tracked()
        if (p.suffix == ".py" and p.is_relative_to(ROOT / "autograder"))
        or (p.suffix == ".py" and p.is_relative_to(ROOT / "course_lib"))
        if (n := len(text_of(p).splitlines())) > 400
    }

    assert long == {}


def test_no_module_is_called_by_what_it_is_not():
    assert [p for p in tracked() if p.stem in ("utils", "helpers", "misc", "common")] == []


def test_nothing_is_left_to_be_done_later():
    # Backwards, so that this line is not one of them.
    words = "|".join(word[::-1] for word in ("ODOT", "EMXIF"))
    marks = re.compile(rf"\b({words})\b")
    left = [
        str(p) for p in tracked() if p.suffix in (".py", ".j2") and marks.search(text_of(p))
    ]

    assert left == []


def test_every_locked_version_is_exact():
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    loose = [
        x
        for x in lines
        if not x.startswith("#") and not re.fullmatch(r"[\w.-]+==[\w.]+", x)
    ]

    assert loose == []
    assert "torch==2.13.0" in lines


def test_the_decisions_are_numbered_without_a_gap():
    numbers = sorted(int(p.name[:4]) for p in (ROOT / "docs" / "decisions").glob("*.md"))

    assert numbers == list(range(1, len(numbers) + 1))
