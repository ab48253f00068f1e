"""What a student was given stays theirs."""

import dataclasses
import json
import logging
import multiprocessing
import stat

import pytest
import t99_toy

from autograder import ledger, variants
from autograder.course import Course
from autograder.errors import TopicError, UsageError


def drawn_otherwise(topic):
    """Return the topic after its author changed `draw`."""
    v = t99_toy.Variant(sample=(0, 1, 2, 3, 30), weight=9.0, label="new")
    return dataclasses.replace(topic, draw=lambda rng: v)


def test_the_first_call_draws_and_freezes(course, toy):
    v = ledger.frozen_variant(course, toy, "ann", "2026")

    assert v == variants.draw(
        toy, course.key(), course_id="mpdl-toy", student="ann", edition="2026"
    )
    (entry,) = ledger.entries(course)
    assert (entry.stem, entry.student, entry.edition) == ("t99_toy", "ann", "2026")
    assert entry.fingerprint == variants.fingerprint(v, toy)
    assert stat.S_IMODE(course.ledger.stat().st_mode) == 0o600


def test_a_later_change_of_draw_changes_nobody(course, toy):
    v = ledger.frozen_variant(course, toy, "ann", "2026")

    assert ledger.frozen_variant(course, drawn_otherwise(toy), "ann", "2026") == v
    assert ledger.frozen_variant(course, drawn_otherwise(toy), "bob", "2026").label == "new"
    assert len(ledger.entries(course)) == 2


def test_the_edition_is_the_courses_unless_it_is_said(course, toy):
    now = ledger.frozen_variant(course, toy, "ann")

    assert now == ledger.frozen_variant(course, toy, "ann", "2026")
    assert now != ledger.frozen_variant(course, toy, "ann", "2027")


def test_a_torn_last_line_is_reported_and_costs_nobody_a_variant(course, toy, caplog):
    v = ledger.frozen_variant(course, toy, "ann", "2026")
    whole = course.ledger.read_bytes()
    course.ledger.write_bytes(whole + whole[: len(whole) // 2])

    assert ledger.torn_lines(course) == (2,)
    with caplog.at_level(logging.WARNING):
        assert ledger.frozen_variant(course, toy, "ann", "2026") == v
        w = ledger.frozen_variant(course, toy, "bob", "2026")
    assert "line 2 was cut off" in caplog.text
    assert ledger.frozen_variant(course, drawn_otherwise(toy), "bob", "2026") == w
    assert [e.student for e in ledger.entries(course)] == ["ann", "bob"]
    assert course.ledger.read_bytes().startswith(whole)


@pytest.mark.parametrize(
    "line", ["[]", '{"stem": "t99_toy", "student": "ann"}', '"ann"', "7"]
)
def test_a_line_that_is_no_entry_is_refused_by_number(course, toy, line):
    ledger.frozen_variant(course, toy, "bob", "2026")
    with course.ledger.open("a") as file:
        file.write(line + "\n")

    with pytest.raises(UsageError, match="line 2 is no entry"):
        ledger.entries(course)


def test_a_line_that_was_altered_is_refused_by_number(course, toy):
    ledger.frozen_variant(course, toy, "ann", "2026")
    data = json.loads(course.ledger.read_text())
    data["variant"]["weight"] += 1
    course.ledger.write_text(json.dumps(data) + "\n")

    with pytest.raises(UsageError, match="line 1 was altered"):
        ledger.frozen_variant(course, toy, "ann", "2026")


def test_a_variant_whose_fields_are_gone_is_refused(course, toy):
    @dataclasses.dataclass(frozen=True)
    class Other:
        n: int

    ledger.frozen_variant(course, toy, "ann", "2026")

    with pytest.raises(TopicError, match="keep the old fields"):
        ledger.frozen_variant(
            course, dataclasses.replace(toy, variant_type=Other), "ann", "2026"
        )


@pytest.mark.parametrize(
    "bad",
    ["", ".", "..", "a/b", "a\\b", "../x", "a..b", "a\nb", "a\0b", "a\x1b[1m", " a", "a ",
     "a\u202eb", "x" * 129, "\ud800"],
)  # fmt: skip
def test_an_id_that_cannot_name_a_folder_is_refused(course, toy, bad):
    with pytest.raises(UsageError, match="cannot be the id of a student"):
        ledger.frozen_variant(course, toy, bad, "2026")
    assert not course.ledger.exists()


@pytest.mark.parametrize(
    "good", ["ann", "a.b@oulu.fi", "Müller", "张伟", "o'neill x", "2601234"]
)
def test_ids_of_all_kinds_are_kept_as_they_are(course, toy, good):
    ledger.frozen_variant(course, toy, good, "2026")

    assert ledger.entries(course)[0].student == good


def freeze(root, student):
    return ledger.frozen_variant(Course(root), t99_toy.TOPIC, student, "2026").sample


def test_processes_that_draw_at_once_write_one_line_for_each_student(course):
    names = ["ann", "bob", "cat"] * 4
    with multiprocessing.get_context("fork").Pool(4) as pool:
        samples = pool.starmap(freeze, [(course.root, n) for n in names])

    assert samples == samples[:3] * 4
    assert sorted(e.student for e in ledger.entries(course)) == ["ann", "bob", "cat"]
