"""Sheets on disk: written whole, found by what was graded and by what."""

import dataclasses

import pytest

from autograder.errors import GraderFault
from autograder.store import SheetStore, key_of
from autograder.verdicts import GradeSheet, Score, Verdict

SHEET = GradeSheet(
    topic="t99_toy", student="ann", edition="1", submission="a", grader="b", variant="c",
    environment="d", seed="e", tier="full", layers=("bwrap",),
    verdicts=(
        Verdict(test="t", question="mean", weight=1.0, status="passed", title="It holds"),
    ),
    scores=(Score(question="mean", max_points=6.0, points=6.0),),
)  # fmt: skip


@pytest.fixture
def store(tmp_path):
    return SheetStore(tmp_path / "sheets")


def test_a_stored_sheet_is_found_again(store):
    store.put(SHEET, "key")

    assert store.find("t99_toy", "ann", "key") == SHEET
    assert store.latest("t99_toy", "ann") == SHEET
    assert store.students("t99_toy") == ("ann",)


def test_what_was_never_graded_is_not_found(store):
    assert store.find("t99_toy", "bob", "key") is None
    assert store.latest("t99_toy", "bob") is None
    assert store.students("t99_toy") == ()


def test_the_key_changes_with_each_of_its_parts():
    parts = ["a", "b", "c", "d", "e"]
    keys = {key_of(*parts)} | {
        key_of(*(p + "x" * (i == j) for j, p in enumerate(parts))) for i in range(5)
    }

    assert len(keys) == 6


def test_the_latest_sheet_is_the_one_stored_last(store):
    later = dataclasses.replace(SHEET, submission="z")
    store.put(SHEET, "one")
    store.put(later, "two")

    assert store.latest("t99_toy", "ann") == later
    assert store.find("t99_toy", "ann", "one") == SHEET


def test_a_torn_sheet_is_graded_again(store):
    path = store.put(SHEET, "key")
    path.write_text(path.read_text()[:100])

    assert store.find("t99_toy", "ann", "key") is None
    with pytest.raises(GraderFault, match="is not a sheet"):
        store.latest("t99_toy", "ann")


def test_a_fault_of_ours_is_kept_for_a_person_but_is_no_result(store):
    store.put(dataclasses.replace(SHEET, faults=("the sandbox fell over",)), "key")

    assert store.find("t99_toy", "ann", "key") is None
    assert store.latest("t99_toy", "ann").faults == ("the sandbox fell over",)


def test_nothing_half_written_is_left_behind(store, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("autograder.store.os.fsync", full)
    with pytest.raises(GraderFault, match="No space left on device; nothing is lost"):
        store.put(SHEET, "key")

    assert [p for p in store.folder.rglob("*") if p.is_file()] == []
