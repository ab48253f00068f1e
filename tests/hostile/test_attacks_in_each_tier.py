"""Every attack, graded as an ordinary user in each tier that may grade, and in landlock.

`test_class_of_attackers.py` grades them in the tier that root has, with nbgrader around.
"""

import json
import os
import shutil
import stat

import pytest
from attack_catalogue import attacks
from attacked_class import STEM, TOY
from ordinary_user import ROOT, as_nobody, needs_root

ATTACKS = {a.name: a for a in attacks()}
OTHERS = {"q99a": 3.0, "distances": 7.0}


@pytest.fixture(scope="module")
def solutions(tmp_path_factory):
    """The model answer, where an ordinary user can read it."""
    folder = tmp_path_factory.mktemp("readable")
    shutil.copytree(TOY / "solutions" / "t99_toy", folder / STEM)
    for place in [folder, *folder.parents]:
        if place.owner() == "root" and os.access(place, os.W_OK) and len(place.parts) > 2:
            place.chmod(place.stat().st_mode | stat.S_IXOTH | stat.S_IROTH)
    return folder


@needs_root
@pytest.mark.parametrize("tier", ["full", "flat", "landlock"])
def test_no_attack_earns_anything_in_any_tier(tier, solutions):
    script = ROOT / "tests" / "hostile" / "graded_in_a_tier.py"
    run = as_nobody(str(script), str(ROOT), tier, str(solutions))
    assert run.returncode == 0, run.stderr[-2000:]
    told = {w["attack"]: w for w in map(json.loads, run.stdout.splitlines())}

    assert told.keys() == ATTACKS.keys()
    for name, what in told.items():
        attack = ATTACKS[name]
        assert what["tier"] == tier
        assert what["points"]["mean"] == attack.points, what
        assert set(what["status"]) <= attack.status, what
        assert what["faults"] == [], what
        if attack.others_kept:
            assert {q: what["points"][q] for q in OTHERS} == OTHERS, what
