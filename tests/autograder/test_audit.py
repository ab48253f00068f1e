"""The log of gradings: whole, sealed, in order, and no hindrance to grading."""

import json
import multiprocessing
from dataclasses import replace

import pytest
from click.testing import CliRunner

from autograder.audit import Audit, BrokenChain, file_digest
from autograder.cli.main import main
from autograder.course import Course
from autograder.service import GradingService
from autograder.verdicts import GradeSheet, Score

SHEET = GradeSheet(
    topic="t99_toy", student="ann", edition="2026", submission="s" * 64, grader="g" * 64,
    variant="v" * 64, environment="e" * 64, seed="d" * 64, tier="full", layers=("bwrap",),
    verdicts=(), scores=(Score(question="mean", points=4.0, max_points=6.0),),
)  # fmt: skip


@pytest.fixture
def log(course):
    return Audit(course)


def lines(log):
    return log.path.read_text().splitlines()


def write(log, changed):
    log.path.write_text("".join(line + "\n" for line in changed))


def add_many(root, student):
    for _ in range(20):
        Audit(Course(root)).add(replace(SHEET, student=student))


def test_an_entry_says_who_what_when_and_by_what(course, log):
    path = course.submission("ann", "t99_toy")
    path.parent.mkdir(parents=True)
    path.write_text("a notebook")
    log.add(SHEET)
    (entry,) = log.entries()

    assert (entry["n"], entry["student"], entry["points"]) == (1, "ann", 4.0)
    assert entry["file"] == file_digest(path) and len(entry["file"]) == 64
    assert {"time", "by", "submission", "grader", "variant", "environment", "sheet"} <= set(
        entry.said
    )
    assert log.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "change",
    {
        "a mark is changed": lambda e: [e[0], e[1].replace("4.0", "6.0"), e[2]],
        "a line is removed": lambda e: [e[0], e[2]],
        "the first line is removed": lambda e: e[1:],
        "two lines change places": lambda e: [e[1], e[0], e[2]],
        "a line is doubled": lambda e: [e[0], e[0], e[1]],
        "a line is invented": lambda e: [*e, json.dumps({**json.loads(e[2]), "n": 4})],
        "a line is damaged": lambda e: [e[0], e[1][:40], e[2]],
        "a line is no object": lambda e: [e[0], "[]", e[2]],
    }.values(),
)
def test_whatever_is_done_to_the_log_is_noticed(course, log, change):
    for student in ("ann", "bob", "cat"):
        log.add(replace(SHEET, student=student))
    assert len(list(log.entries())) == 3
    write(log, change(lines(log)))

    with pytest.raises(BrokenChain, match=r"line \d"):
        list(log.entries())
    result = CliRunner().invoke(main, ["--course", str(course.root), "audit"])
    assert result.exit_code == 1


def test_another_key_does_not_seal(course, log):
    log.add(SHEET)
    course.key_file.write_text("00" * 32 + "\n")
    with pytest.raises(BrokenChain):
        list(Audit(Course(course.root)).entries())


def test_gradings_of_several_processes_make_one_chain(course, log):
    course.key()
    context = multiprocessing.get_context("fork")
    writers = [
        context.Process(target=add_many, args=(course.root, student))
        for student in ("ann", "bob", "cat")
    ]
    for w in writers:
        w.start()
    for w in writers:
        w.join()
    assert [e["n"] for e in log.entries()] == list(range(1, 61))


def test_a_line_that_was_cut_is_not_written_over(log):
    log.add(SHEET)
    log.path.write_text(lines(log)[0][:30])
    with pytest.raises(BrokenChain, match="last line"):
        log.add(SHEET)


def test_a_sheet_is_logged_when_it_begins_to_count_and_not_again(course):
    service = GradingService(course)
    other = replace(SHEET, submission="t" * 64)
    for sheet in (SHEET, SHEET, other, other, SHEET):
        service.add(sheet)
        service.count(sheet)

    assert [e["submission"][0] for e in service.audit.entries()] == ["s", "t", "s"]


def test_the_command_shows_the_entries_and_the_last_seal(course, log):
    log.add(SHEET)
    result = CliRunner().invoke(main, ["--course", str(course.root), "audit"])
    (entry,) = log.entries()
    assert result.exit_code == 0
    assert "1 entries, the chain holds" in result.output and entry.seal in result.output


def test_a_receipt_tells_what_became_of_a_file(course, log, tmp_path):
    path = course.submission("ann", "t99_toy")
    path.parent.mkdir(parents=True)
    path.write_text("a notebook")
    receipt = tmp_path / "receipt.txt"
    receipt.write_text(f"course      mpdl\nSHA-256     {file_digest(path)}\n")

    def asked():
        command = ["--course", str(course.root), "audit", "--receipt", str(receipt)]
        return CliRunner().invoke(main, command)

    assert asked().exit_code == 1
    log.add(SHEET)
    assert asked().exit_code == 0
    assert "t99_toy of ann was graded at" in asked().output
    receipt.write_text("no receipt")
    assert asked().exit_code == 2
