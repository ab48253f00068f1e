"""The exchange: everybody fetches their own notebook, and only ordinary files come back."""

import copy
import os
import shutil

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.audit import file_digest
from autograder.ledger import entries
from autograder.nbgrader_plugin.fetch import digest_of_receipt

STEM = "t99_toy"


def statement(notebook):
    (found,) = (
        c for c in notebook.cells if c.metadata.nbgrader.grade_id == "q99a_statement"
    )
    return found.source


@pytest.fixture
def student(desk, tmp_path):
    """A folder of a student, with the configuration that a course hands out."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(desk.root / "nbgrader_config.py", home)
    with (home / "nbgrader_config.py").open("a") as file:
        file.write(f"c.Exchange.root = {str(desk.root / 'exchange')!r}\n")
        file.write(f"c.Exchange.cache = {str(tmp_path / 'cache')!r}\n")
    return home


def test_fetch_gives_everybody_their_own_numbers(desk, student):
    texts = []
    for name in ("ann", "bob"):
        assert (
            desk.nbgrader("fetch_assignment", STEM, f"--student={name}", where=student) == 0
        )
        fetched = nbformat.read(student / STEM / f"{STEM}.ipynb", as_version=4)
        assert fetched == desk.released(name)
        assert os.access(student / STEM / f"{STEM}.ipynb", os.W_OK)
        texts.append(statement(fetched))
        shutil.rmtree(student / STEM)

    assert texts[0] != texts[1]


def test_list_submit_and_collect_are_nbgraders_own(desk, student):
    desk.nbgrader("fetch_assignment", STEM, "--student=ann", where=student)

    assert desk.nbgrader("list", where=student) == 0
    assert desk.nbgrader("submit", STEM, "--student=ann", where=student) == 0
    assert desk.nbgrader("collect", STEM) == 0

    collected = desk.root / "submitted" / "ann" / STEM
    assert nbformat.read(collected / f"{STEM}.ipynb", as_version=4) == desk.released("ann")
    assert (collected / "timestamp.txt").exists()


def test_who_submits_keeps_a_receipt_of_what_lies_in_the_exchange(desk, student):
    desk.nbgrader("fetch_assignment", STEM, "--student=ann", where=student)
    desk.nbgrader("submit", STEM, "--student=ann", where=student)
    desk.nbgrader("collect", STEM)

    (receipt,) = (student / "receipts").glob(f"{STEM}_*.txt")
    collected = desk.root / "submitted" / "ann" / STEM / f"{STEM}.ipynb"
    assert digest_of_receipt(receipt.read_text()) == file_digest(collected)
    assert (collected.parent / "timestamp.txt").read_text().strip() in receipt.read_text()


def test_who_is_not_in_the_course_fetches_nothing(desk, student, capsys):
    for name in ("eve", "../ann"):
        code = desk.nbgrader("fetch_assignment", STEM, f"--student={name}", where=student)
        assert code == 1
        assert "was not released to" in capsys.readouterr().err

    assert not (student / STEM).exists()


def test_a_second_release_changes_nobodys_numbers_and_adds_who_came_later(desk):
    before = desk.released("ann")
    with Gradebook(desk.db, "mpdl") as book:
        book.add_student("dan")

    assert desk.nbgrader("release_assignment", STEM, "--force") == 0

    assert desk.released("ann") == before
    assert "⟦" not in nbformat.writes(desk.released("dan"))
    assert {e.student for e in entries(desk.course)} == {"ann", "bob", "cat", "dan"}


def test_a_release_without_force_changes_nothing(desk, capsys):
    with Gradebook(desk.db, "mpdl") as book:
        book.add_student("dan")

    assert desk.nbgrader("release_assignment", STEM) == 1
    assert "add --force" in capsys.readouterr().err

    assert "dan" not in {e.student for e in entries(desk.course)}


def test_what_is_released_to_all_has_no_numbers_of_anybody(desk):
    outbound = desk.root / "exchange" / "mpdl" / "outbound" / STEM / f"{STEM}.ipynb"

    assert "⟦sample⟧" in outbound.read_text(encoding="utf-8")
    assert (desk.root / "exchange" / "mpdl" / "variants").stat().st_mode & 0o777 == 0o711


@pytest.mark.parametrize("strange", ["link", "folder", "pipe"])
def test_a_submission_with_links_or_pipes_is_not_collected_and_the_others_are(
    desk, student, strange
):
    for name in ("ann", "bob"):
        desk.nbgrader("fetch_assignment", STEM, f"--student={name}", where=student)
        desk.nbgrader("submit", STEM, f"--student={name}", where=student)
        shutil.rmtree(student / STEM)
    (forged,) = (desk.root / "exchange" / "mpdl" / "inbound").glob("bob+*")
    if strange == "link":
        (forged / "key.txt").symlink_to(desk.root / "records" / "course.key")
    elif strange == "folder":
        (forged / "all").symlink_to(desk.root / "records")
    else:
        os.mkfifo(forged / "pipe")

    assert desk.nbgrader("collect", STEM) == 0

    assert [p.name for p in (desk.root / "submitted").iterdir()] == ["ann"]


def test_a_course_without_students_releases_nothing(desk, capsys):
    with Gradebook(desk.db, "mpdl") as book:
        for name in ("ann", "bob", "cat"):
            book.remove_student(name)

    assert desk.nbgrader("release_assignment", STEM, "--force") == 1
    assert "has no students" in capsys.readouterr().err


def test_what_cannot_be_drawn_for_all_is_released_to_nobody(desk, toy, monkeypatch, capsys):
    broken = copy.copy(toy)
    object.__setattr__(broken, "statement", lambda v: {})
    monkeypatch.setattr("course_lib.syllabus.SYLLABUS", (broken,))
    outbound = desk.root / "exchange" / "mpdl" / "outbound" / STEM / f"{STEM}.ipynb"
    before = outbound.stat().st_mtime_ns

    assert desk.nbgrader("release_assignment", STEM, "--force") == 1
    assert "nothing is called" in capsys.readouterr().err

    assert outbound.stat().st_mtime_ns == before
