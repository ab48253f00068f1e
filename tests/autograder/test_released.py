"""What a student is handed."""

import dataclasses
import zipfile

import pytest
from nbgrader.utils import compute_checksum

from autograder import ledger
from autograder.errors import TopicError, UsageError
from autograder.released import (
    fill_notebook,
    safe_name,
    student_notebook,
    student_zip,
)


def cells_of(notebook):
    return {c.metadata.nbgrader.grade_id: c for c in notebook.cells}


def test_our_cells_carry_the_students_numbers(handed_out):
    cells = cells_of(handed_out)

    assert "4, -8, 15, 16, 3" in cells["q99a_statement"].source
    assert "$w = 1.25$" in cells["q99a_statement"].source
    assert "np.array([4, -8, 15, 16, 3]" in cells["distances_plot"].source
    assert "drawn for `ann`" in cells["header_text"].source
    assert not any("⟦" in c.source for c in handed_out.cells)


def test_ids_points_and_stubs_are_the_same_for_everyone(built, handed_out):
    for ours, theirs in zip(built.cells, handed_out.cells, strict=True):
        one, two = dict(ours.metadata.nbgrader), dict(theirs.metadata.nbgrader)
        two.pop("checksum")
        assert (ours.id, one) == (theirs.id, two)
        if one["solution"]:
            assert ours.source == theirs.source


def test_checksums_are_those_that_nbgrader_would_compute(handed_out):
    for cell in handed_out.cells:
        assert cell.metadata.nbgrader.checksum == compute_checksum(cell)


def test_the_release_itself_stays_as_it_was(built, toy, toy_variant):
    fill_notebook(built, toy, toy_variant, student="ann")

    assert "⟦weight⟧" in cells_of(built)["q99a_statement"].source


def test_a_release_of_another_version_of_the_topic_is_refused(built, toy, toy_variant):
    other = dataclasses.replace(toy, statement=lambda v: {"sample": "1"})
    with pytest.raises(TopicError, match=r"⟦label⟧|⟦weight⟧"):
        fill_notebook(built, other, toy_variant, student="ann")


def test_the_notebook_of_a_student_is_that_of_the_frozen_variant(course, toy):
    notebook = student_notebook(course, toy, "ann")
    (entry,) = ledger.entries(course)

    assert notebook.metadata.mpdl.fingerprint == entry.fingerprint
    assert student_notebook(course, toy, "ann") == notebook
    assert student_notebook(course, toy, "bob") != notebook


def test_nothing_is_drawn_before_there_is_a_release(course, toy):
    course.release_notebook("t99_toy").unlink()

    with pytest.raises(UsageError, match="release t99_toy first"):
        student_notebook(course, toy, "ann")
    assert not course.ledger.exists()


def test_a_zip_holds_the_notebook_and_a_readme(handed_out, toy, tmp_path):
    path = student_zip(handed_out, toy, "ann", tmp_path / "zips")

    assert path == tmp_path / "zips" / "ann_t99_toy.zip"
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["t99_toy/t99_toy.ipynb", "t99_toy/README.txt"]
        assert "for ann." in archive.read("t99_toy/README.txt").decode()
        assert b"4, -8, 15, 16, 3" in archive.read("t99_toy/t99_toy.ipynb")


def test_the_same_notebook_gives_the_same_zip(handed_out, toy, tmp_path):
    one = student_zip(handed_out, toy, "ann", tmp_path / "a")
    two = student_zip(handed_out, toy, "ann", tmp_path / "b")

    assert one.read_bytes() == two.read_bytes()


def test_names_of_zips_are_safe_and_stay_different():
    ids = ["ann", "Ann", "a b", "a_b", "a-b", "a.b@x.fi", "Müller", "Möller", "-rf", "张伟"]
    names = [safe_name(i) for i in ids]

    assert len({n.lower() for n in names}) == len(ids)
    assert all(n.isascii() and "/" not in n and n[0] not in "-." for n in names)
    assert safe_name("a.b@x.fi") == "a.b@x.fi"


def test_a_zip_for_no_student_is_refused(handed_out, toy, tmp_path):
    with pytest.raises(UsageError):
        student_zip(handed_out, toy, "../../etc", tmp_path)
