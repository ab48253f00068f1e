"""Two thousand damaged notebook files: each becomes our notebook again, or one clear line.

The file of an honest submission is damaged as JSON (any part replaced, removed, doubled or
exchanged) and as bytes (cut, overwritten). What comes through is graded like any other, so it
must hold every cell of ours, unchanged, in order, and be a valid notebook.
"""

import copy
import json
import secrets

import nbformat
import numpy as np
import pytest

from autograder.answering import write_answers
from autograder.errors import UsageError
from autograder.normalise import normalise, segments
from autograder.notebook import notebook_text, read_submission
from autograder.sitting import Segment

NOTEBOOKS = 2000

JUNK = (
    None, True, 0, -1, 1e308, float("nan"), "", "x" * 3000, "\ud800", "\x00\x1b[2J", "<script>",
    [], {}, [[]], {"nbgrader": {"grade_id": "mean", "points": 1000}}, ["skip-execution"],
    {"grade_id": "mean", "solution": True, "grade": True, "locked": False, "points": 1e9},
    {"cell_type": "code", "source": "import os\nos._exit(0)"}, "../../etc/passwd", 2**80,
)  # fmt: skip


def places(tree, path=()):
    """Yield the path of every part of a JSON tree."""
    yield path
    if isinstance(tree, dict | list):
        children = tree.items() if isinstance(tree, dict) else enumerate(tree)
        for key, child in children:
            yield from places(child, (*path, key))


def at(tree, path):
    for key in path:
        tree = tree[key]
    return tree


def damage(rng, tree):
    """Replace, remove, double or exchange one part of a tree, in place."""
    every = [p for p in places(tree) if p]
    if not every:
        return
    # Parts near the top are few, and what is damaged there hurts most.
    depth = int(rng.integers(1, 1 + max(map(len, every))))
    own = [p for p in every if len(p) == depth] or every
    path = own[rng.integers(len(own))]
    parent, key = at(tree, path[:-1]), path[-1]
    match rng.integers(4):
        case 0:
            parent[key] = copy.deepcopy(JUNK[rng.integers(len(JUNK))])
        case 1:
            del parent[key]
        case 2:
            other = every[rng.integers(len(every))]
            parent[key] = copy.deepcopy(at(tree, other))
        case _ if isinstance(parent, list):
            parent.insert(int(rng.integers(len(parent) + 1)), copy.deepcopy(parent[key]))
        case _:
            parent[str(JUNK[rng.integers(len(JUNK))])] = parent[key]


@pytest.fixture
def honest(handed_out):
    answers = [
        Segment("mean", ((0, "def mean(x):\n    return sum(x) / len(x)"),)),
        Segment("distances", ((1, "def distances(x, cs):\n    return []"),)),
    ]
    return write_answers(handed_out, answers, {"proof_median": "Clear."})


def test_a_damaged_notebook_is_made_whole_or_refused_in_one_line(
    handed_out, honest, toy, tmp_path
):
    seed = secrets.randbits(64)
    rng = np.random.default_rng(seed)
    whole, path = json.loads(notebook_text(honest)), tmp_path / "sent.ipynb"
    graded, refusals = 0, []
    for n in range(NOTEBOOKS):
        tree = copy.deepcopy(whole)
        for _ in range(rng.integers(1, 6)):
            damage(rng, tree)
        data = json.dumps(tree).encode("utf-8", "surrogatepass")
        if n % 10 == 0:
            cut = int(rng.integers(len(data)))
            data = data[:cut] + rng.bytes(3) + data[cut + int(rng.integers(9)) :]
        path.write_bytes(data)
        try:
            result = normalise(handed_out, read_submission(path))
        except UsageError as e:
            refusals.append(str(e))
            continue
        ours = [c for c in result.notebook.cells if "nbgrader" in c.metadata]
        assert [c.metadata for c in ours] == [c.metadata for c in handed_out.cells], (
            seed,
            n,
        )
        for one, two in zip(ours, handed_out.cells, strict=True):
            assert one.metadata.nbgrader.solution or one.source == two.source, (seed, n)
        nbformat.validate(result.notebook)
        questions = [s.question for s in segments(result.notebook, toy) if s.question]
        assert questions == [q.name for q in toy.questions if q.kind != "proof"], (seed, n)
        graded += 1
    assert graded > NOTEBOOKS / 2 and len(refusals) > NOTEBOOKS / 50, graded
    assert not [r for r in refusals if "\n" in r or len(r) > 600], seed
