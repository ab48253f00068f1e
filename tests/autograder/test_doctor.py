"""The doctor names what is missing and the command that mends it."""

import pytest
from click.testing import CliRunner

from autograder import doctor
from autograder.cli.doctor import doctor as command


def by_name(findings):
    return {f.what: f for f in findings}


def test_on_a_machine_that_grades_everything_needed_is_there():
    result = CliRunner().invoke(command)

    assert result.exit_code == 0, result.output
    assert "isolation tier 'full'" in result.output


@pytest.mark.parametrize(
    ("program", "what", "mend"),
    [
        ("bwrap", "bubblewrap", "apt-get install bubblewrap"),
        ("alembic", "alembic on PATH (nbgrader calls it by name)", "export PATH="),
    ],
)
def test_a_missing_program_is_named_with_the_command_that_mends_it(
    monkeypatch, program, what, mend
):
    found = doctor.shutil.which
    monkeypatch.setattr(
        doctor.shutil,
        "which",
        lambda name, *a, **k: None if name == program else found(name),
    )
    finding = by_name(doctor.examine_machine())[what]

    assert not finding.ok
    assert finding.needed
    assert mend in finding.mend
    assert CliRunner().invoke(command).exit_code == 1


def test_a_missing_browser_is_no_hindrance_to_grading(monkeypatch):
    found = doctor.shutil.which
    monkeypatch.setattr(
        doctor.shutil,
        "which",
        lambda name, *a, **k: None if name == "chromium" else found(name),
    )

    assert CliRunner().invoke(command).exit_code == 0


def test_a_package_of_another_version_than_locked_is_named(monkeypatch):
    real = doctor.metadata.version
    monkeypatch.setattr(
        doctor.metadata, "version", lambda name: "0.0" if name == "numpy" else real(name)
    )
    finding = by_name(doctor.examine_machine())["locked packages"]

    assert not finding.ok
    assert "numpy 0.0" in finding.seen
