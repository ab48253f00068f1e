"""The tiers: what each reports, which is chosen, and that the attacks fail in all of them.

As root the attacks run in the tier full; here they run once more in full, flat and landlock
as an ordinary user, in a mount namespace that shows that user the interpreter.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ordinary_user import ROOT, as_nobody, needs_root

from autograder.errors import SandboxFault
from autograder.sandbox import bubblewrap
from autograder.sandbox.box import Cell, Limits, Zygote, available_tiers

HERE = Path(__file__).resolve().parent
TIERLESS = ("test_forged_frames", "test_time", "test_values_that_lie")  # one run is enough


@pytest.mark.parametrize("tier", ["full", "flat"])
def test_a_box_reports_its_layers(zygotes, tier):
    zygote = zygotes[tier]
    with zygote.box() as box:
        layers = {"landlock" if n.startswith("landlock") else n for n in box.layers}

    required = bubblewrap.TIERS[tier].required
    assert box.tier == tier and required <= layers
    assert ("user" in layers) == (tier == "full" and os.getuid() != 0)


def test_the_tier_none_is_only_had_by_name():
    with Zygote(tier="none", preload=()) as zygote, zygote.box() as box:
        (outcome,) = box.run([Cell(index=0, source="import wave\n1 + 1")])

    assert (zygote.tier, box.layers, outcome.result) == ("none", (), "2")


def test_available_tiers_work_or_say_why_not():
    tiers = available_tiers()

    assert list(tiers) == ["full", "flat", "landlock", "none"]
    assert tiers["none"] == "" and all("\n" not in reason for reason in tiers.values())


def test_one_accident_does_not_weaken_the_tier(monkeypatch):
    asked = []

    def tried(name):
        asked.append(name)
        return "killed" if len(asked) == 1 else ""

    monkeypatch.setattr("autograder.sandbox.box._tried", tried)
    with Zygote(preload=()) as zygote:
        assert zygote.tier == "full"
    assert asked == ["full", "full"]


def test_the_best_tier_that_works_is_taken(monkeypatch):
    monkeypatch.setattr(
        "autograder.sandbox.box._tried", lambda n: "" if n == "flat" else "no"
    )
    with Zygote(preload=()) as zygote:
        assert zygote.tier == "flat"

    monkeypatch.setattr("autograder.sandbox.box._tried", lambda _: "not here")
    with pytest.raises(SandboxFault, match="full: not here; flat: not here"):
        Zygote(preload=())


def test_a_jail_that_lacks_a_layer_is_our_fault(monkeypatch):
    """As on a kernel without Landlock, where flat must not be taken for what it is not."""
    from dataclasses import replace

    flat = bubblewrap.TIERS["flat"]
    strict = replace(flat, required=flat.required | {"selinux"})
    monkeypatch.setitem(bubblewrap.TIERS, "flat", strict)
    with (
        Zygote(tier="flat", preload=()) as zygote,
        pytest.raises(SandboxFault, match="selinux"),
    ):
        zygote.box()


def test_a_jail_that_cannot_be_built_is_our_fault():
    with (
        Zygote(tier="full", preload=()) as zygote,
        pytest.raises(SandboxFault, match="could not be built"),
    ):
        zygote.box(Limits(scratch_megabytes=-1))


def test_a_zygote_that_has_died_is_our_fault():
    zygote = Zygote(tier="full", preload=())
    zygote._process.kill()
    zygote._process.wait()
    with zygote, pytest.raises(SandboxFault):
        zygote.box()


def test_a_zygote_dies_with_its_grader(tmp_path):
    script = (
        "import os\nfrom autograder.sandbox.box import Zygote\n"
        "z = Zygote(tier='full', preload=())\nb = z.box()\n"
        "print(z._process.pid, b._process._pid, flush=True)\nos.kill(os.getpid(), 9)"
    )
    got = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    pids = [int(p) for p in got.stdout.split()]

    assert len(pids) == 2
    for _ in range(100):
        if not any(os.path.exists(f"/proc/{pid}") for pid in pids):
            break
        subprocess.run(["sleep", "0.02"], check=True)
    assert not any(os.path.exists(f"/proc/{pid}") for pid in pids)


@needs_root
def test_an_ordinary_user_has_all_tiers():
    script = (
        "import json\nfrom autograder.sandbox.box import *\n"
        "print(json.dumps(available_tiers()))"
    )
    got = as_nobody("-c", script)

    assert got.returncode == 0, got.stderr
    assert set(json.loads(got.stdout).values()) == {""}


@needs_root
def test_the_attacks_fail_against_an_ordinary_user_too():
    got = as_nobody(
        "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml"),
        "--rootdir", str(ROOT), "--basetemp", f"/tmp/mpdl-nobody-{os.getpid()}", str(HERE / "attacks"),
    )  # fmt: skip
    shutil.rmtree(f"/tmp/mpdl-nobody-{os.getpid()}", ignore_errors=True)

    assert got.returncode == 0, got.stdout[-6000:] + got.stderr[-2000:]
    assert " passed" in got.stdout
