"""A course directory: what its configuration says, and its key."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from autograder.course import REPO, Course
from autograder.errors import UsageError


def test_a_course_says_its_name_and_edition(course):
    assert (course.course_id, course.edition) == ("mpdl-toy", "2026")


def test_folders_are_those_of_nbgrader_unless_the_configuration_moves_them(
    course, tmp_path
):
    assert course.release == tmp_path / "release"
    assert (
        course.submission("ann", "t99_toy")
        == tmp_path / "submitted/ann/t99_toy/t99_toy.ipynb"
    )
    assert course.db_url == f"sqlite:///{tmp_path}/gradebook.db"

    with (tmp_path / "nbgrader_config.py").open("a") as file:
        file.write(
            "c.CourseDirectory.release_directory = 'out'\nc.Exchange.root = '/srv/x'\n"
        )
    moved = Course(tmp_path)

    assert moved.release == tmp_path / "out"
    assert str(moved.exchange) == "/srv/x"


def test_reading_a_course_creates_nothing(course, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    _ = (course.source, course.exchange, course.db_url, course.records, course.edition)

    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_without_configuration_is_no_course(tmp_path):
    with pytest.raises(UsageError, match=r"it has no nbgrader_config\.py"):
        _ = Course(tmp_path).course_id


@pytest.mark.parametrize("text", ["c = get_config(", "import nowhere_at_all", "1 / 0"])
def test_a_configuration_that_cannot_be_run_is_named(tmp_path, text):
    (tmp_path / "nbgrader_config.py").write_text(text)

    with pytest.raises(UsageError, match=r"nbgrader_config\.py cannot be read"):
        _ = Course(tmp_path).course_id


def test_a_course_without_a_name_is_refused(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")

    with pytest.raises(UsageError, match=r"must set c\.CourseDirectory\.course_id"):
        _ = Course(tmp_path).course_id
    assert Course(tmp_path).edition == "1"


def test_the_key_is_made_once_for_the_owner_alone(course):
    key = course.key()

    assert len(key) == 32
    assert course.key() == key == Course(course.root).key()
    assert stat.S_IMODE(course.key_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(course.records.stat().st_mode) == 0o700
    assert os.listdir(course.records) == ["course.key"]


def test_two_courses_have_two_keys(course, tmp_path):
    other = tmp_path / "other"
    other.mkdir()

    assert Course(other).key() != course.key()


def test_processes_that_start_at_once_agree_on_the_key(course):
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: Course(course.root).key(), range(32)))

    assert len(keys) == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_that_others_may_read_is_refused(course, mode):
    course.key()
    course.key_file.chmod(mode)

    with pytest.raises(UsageError, match="chmod 600"):
        course.key()


def test_records_that_others_may_write_are_refused(course):
    course.key()
    course.records.chmod(0o770)

    with pytest.raises(UsageError, match="chmod 700"):
        course.key()


@pytest.mark.parametrize("content", [b"", b"ab" * 31, b"ab" * 33, b"xy" * 32, b"\xff" * 64])
def test_a_damaged_key_is_refused_without_being_shown(course, content):
    course.key()
    course.key_file.write_bytes(content)

    with pytest.raises(UsageError, match="64 hexadecimal digits") as caught:
        course.key()
    assert "abab" not in str(caught.value)


def test_a_link_is_no_key(course, tmp_path):
    course.key()
    course.key_file.rename(tmp_path / "elsewhere")
    course.key_file.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(UsageError, match="cannot be read"):
        course.key()


def test_a_folder_is_no_key(course):
    course.make_records()
    course.key_file.mkdir()

    with pytest.raises(UsageError, match="is not a file"):
        course.key()


def test_a_lost_key_is_not_replaced_while_variants_depend_on_it(course):
    course.key()
    course.ledger.write_text("")
    course.key_file.unlink()

    with pytest.raises(UsageError, match="restore the key from a backup"):
        course.key()
    assert not course.key_file.exists()


def test_the_repository_holds_the_macros():
    assert (REPO / "source" / "macros.j2").is_file()
