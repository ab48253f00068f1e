"""Whatever ends a batch, nothing is lost: the next run goes on and leaves what an undisturbed one does.

A class of fifty is graded by two workers while something of ours is killed, interrupted, locked or
full. Then it is graded again until it is done, and compared with a copy that nothing disturbed.
"""

import os
import random
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import left_behind
import pytest
from attacked_class import STEM, right
from process_tree import descendants, words

from autograder.classroom import grade_class
from autograder.course import Course
from autograder.sitting import Segment

SCRIPT = Path(__file__).with_name("grade_attacked.py")
CLASS = tuple(f"s{i:02}" for i in range(50))

pytestmark = pytest.mark.filterwarnings(
    "ignore::sqlalchemy.exc.SAWarning", "ignore::ResourceWarning"
)


def command(root, pieces):
    return [sys.executable, str(SCRIPT), str(root), str(pieces.solutions)]


def run(root, pieces):
    return subprocess.run(
        command(root, pieces), capture_output=True, text=True, timeout=300, check=False
    )


def marks(root):
    """Every row and every file but the sheets, which say when they were graded."""
    return left_behind.tables(root), left_behind.files(root)


@pytest.fixture(scope="module")
def handed_in(make_class):
    """Fifty submissions: right, wrong, blank, and one that ends its process."""
    made = make_class(CLASS)
    for i, name in enumerate(CLASS):
        own = right(made.variant(name))
        wrong = Segment("mean", ((0, "def mean(x):\n    return 0.0"),))
        exits = Segment("mean", ((0, "import os\n\ndef mean(x):\n    os._exit(0)"),))
        answers = {0: own, 1: (wrong, *own[1:]), 2: (), 3: (exits, *own[1:])}[i % 4]
        made.hand_in(name, answers)
    return made.course.root


@pytest.fixture(scope="module")
def undisturbed(handed_in, pieces, tmp_path_factory):
    root = shutil.copytree(handed_in, tmp_path_factory.mktemp("undisturbed") / "course")
    done = run(root, pieces)
    assert done.returncode == 0, done.stderr
    return marks(root)


@pytest.fixture
def root(handed_in, tmp_path):
    return Path(shutil.copytree(handed_in, tmp_path / "course"))


def family(pid):
    """The living processes of a batch by what they are.

    Sandboxes are left out: that a submission's process ends is graded as what the submission did.
    """
    found = {"main": [pid], "worker": [], "examiner": []}
    for child in descendants(pid):
        if b"spawn_main" in words(child):
            found["worker"].append(child)
        elif b"autograder.examiner" in words(child):
            found["examiner"].append(child)
    return found


def have_ended(pids):
    """True as soon as none of these processes lives."""
    deadline = time.monotonic() + 20
    while any(map(words, pids)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def graded_sheets(root):
    return len(list((root / "records" / "sheets").rglob("*.json")))


@pytest.mark.parametrize("victim", ["main", "worker", "examiner"])
def test_a_batch_whose_processes_are_killed_ends_as_an_undisturbed_one(
    root, pieces, undisturbed, victim
):
    seed = secrets.randbits(32)
    dice = random.Random(seed)
    killed = 0
    for _ in range(3):
        process = subprocess.Popen(
            command(root, pieces),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        # Wait until some submissions are through, then strike at a random moment.
        for _ in range(dice.randrange(2, 14)):
            process.stdout.readline()
        time.sleep(dice.uniform(0, 0.1))
        everybody = descendants(process.pid)
        living = family(process.pid) if process.poll() is None else {}
        if living.get(victim):
            os.kill(dice.choice(living[victim]), signal.SIGKILL)
            killed += 1
        process.stdout.read()
        process.stdout.close()
        process.wait(timeout=120)
        assert have_ended(everybody), f"seed {seed}"

    done = run(root, pieces)

    assert killed, f"seed {seed}: nothing was killed"
    assert done.returncode == 0, (seed, done.stderr)
    assert marks(root) == undisturbed, f"seed {seed}"
    assert graded_sheets(root) >= len(CLASS)


def test_an_interrupted_batch_goes_on_where_it_was(root, pieces, undisturbed):
    process = subprocess.Popen(
        command(root, pieces), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    for _ in range(12):
        process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)  # what Ctrl-C sends: to the whole group
    process.communicate(timeout=60)
    before = graded_sheets(root)
    again = run(root, pieces)

    assert process.returncode != 0
    assert 0 < before < len(CLASS)
    assert again.returncode == 0, again.stderr
    assert again.stdout.count(" known\n") >= before
    assert marks(root) == undisturbed


def test_a_gradebook_that_others_hold_costs_no_mark(handed_in, known, tmp_path):
    root = Path(shutil.copytree(handed_in, tmp_path / "course"))
    other = sqlite3.connect(root / "gradebook.db", isolation_level=None)
    other.execute("begin exclusive")
    results = []
    writer = threading.Thread(
        target=lambda: results.extend(grade_class(Course(root), STEM, CLASS[:3])),
        daemon=True,
    )
    writer.start()
    writer.join(timeout=1.0)
    held = not results
    other.execute("rollback")
    other.close()
    writer.join(timeout=60)

    assert held, "the gradebook was not waited for"
    assert [r.outcome for r in results] == ["graded"] * 3


needs_mounts = pytest.mark.skipif(
    os.getuid() != 0 or not shutil.which("unshare"),
    reason="only root can mount a small disk",
)


@needs_mounts
def test_a_full_disk_stops_the_batch_in_one_line_and_loses_nothing(
    root, pieces, undisturbed, tmp_path
):
    """A disk of the course's size and a little more; then a larger one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    out = tmp_path / "out"
    size = sum(p.stat().st_size for p in root.rglob("*") if p.is_file()) // 1024
    grade = f"{sys.executable} {SCRIPT} {disk}/course {pieces.solutions}"
    script = (
        f"mount -t tmpfs -o size={size + 900}k tmpfs {disk} && cp -a {root} {disk}/course && "
        f"{grade} > {out}.1 2> {out}.err; echo $? > {out}.rc; "
        f"mount -o remount,size=200m {disk} && {grade} > {out}.2 && cp -a {disk}/course {out}"
    )
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip

    errors = Path(f"{out}.err").read_text()
    assert Path(f"{out}.rc").read_text().strip() == "3", errors
    assert "No space left" in errors or "disk is full" in errors
    assert "Traceback" not in errors
    assert done.returncode == 0, done.stderr
    assert marks(out) == undisturbed
