"""Tries to read the answer key, the grader's code and other files of the machine.

They must not be there: no error may even tell that they exist (in the landlock tier, which
has no mount namespace, a `stat` does tell, and that is its known weakness).
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

import autograder
from autograder.sandbox import bubblewrap
from autograder.sandbox.box import Cell, Zygote

COURSE = Path(autograder.__file__).resolve().parents[1]


@pytest.fixture
def secret():
    """A file that every user of the machine may read."""
    folder = Path(tempfile.mkdtemp(prefix="mpdl-secret-"))
    folder.chmod(0o755)
    path = folder / "solutions.py"
    path.write_text("SECRET")
    path.chmod(0o644)
    yield str(path)
    shutil.rmtree(folder)


def test_a_file_of_the_grader_cannot_be_read_by_any_road(attack, secret):
    roads = (
        "",
        "/proc/1/root",
        "/proc/self/root",
        f"/proc/{os.getpid()}/root",
        f"/proc/{os.getpid()}/cwd/../../../../../..",
        "/proc/self/cwd/../../../..",
        "/scratch/..",
        "/tmp/..",
        "/box/..",
        "/dev/fd/0/..",
    )
    got = attack(
        "return [tried(lambda p=p: open(p).read()) for p in a0]",
        [r + secret for r in roads],
    )

    assert all(g.startswith("refused") for g in got), got


@pytest.mark.parametrize(
    "folder",
    [
        "/root",
        "/home",
        "/etc",
        "/var",
        "/run",
        "/srv",
        "/work",
        "/boot",
        "/sys",
        str(COURSE),
    ],
)
def test_folders_of_the_machine_cannot_be_listed(attack, folder):
    got = attack("return tried(os.listdir, a0)", folder)

    assert got.startswith("refused") or got == "got []"


def test_the_existence_of_a_file_is_not_told(attack, secret):
    if attack.tier == "landlock":
        pytest.skip("Landlock does not mediate stat")

    assert attack("return tried(os.stat, a0)", secret) == "refused by FileNotFoundError"


def test_the_trusted_half_of_the_sandbox_is_not_there(attack):
    body = """
import importlib
names = ['autograder.sandbox.box', 'autograder.sandbox.policy', 'autograder.errors',
         'autograder.checks', 'course_lib', 'graders', 'solutions']
sys.path += a0
return [tried(importlib.import_module, name) for name in names]
"""
    got = attack(body, ["/box", str(COURSE)])

    assert set(got) <= {"refused by ModuleNotFoundError", "refused by PermissionError"}


def test_nothing_of_the_course_is_in_the_memory_of_the_box(attack):
    body = """
bad = [m for m in sys.modules if m.partition('.')[0] in ('course_lib', 'graders', 'pytest')]
mine = sorted(m for m in sys.modules if m.startswith('autograder.'))
return bad, mine
"""
    bad, mine = attack(body)

    assert bad == [] and "autograder.sandbox.box" not in mine and len(mine) <= 6


def test_a_course_installed_with_the_libraries_is_masked(monkeypatch):
    """As if the package 'sympy' of the environment were the course."""
    pytest.importorskip("sympy")
    monkeypatch.setattr(bubblewrap, "PRIVATE_PACKAGES", ("sympy",))
    source = "import sympy\nsympy.__file__"
    with Zygote(tier="full", preload=()) as zygote, zygote.box() as box:
        (outcome,) = box.run([Cell(index=0, source=source)])

    assert outcome.result in ("", "None")
    assert bubblewrap.why_not(bubblewrap.TIERS["landlock"]) != ""
