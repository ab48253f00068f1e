"""The hostile and unlucky submissions: one attack a file, read without being imported.

A file says in its docstring what it tries, in `STATUS` which statuses the tests of ``mean`` may
end with, in `POINTS` what it earns (nothing, unless it says so) and in `OTHERS` whether the
other questions keep their marks (they do, unless it says no). Its cells follow.
"""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from autograder.catalogue import prelude
from autograder.sitting import Segment

ATTACKS = Path(__file__).with_name("attacks")

OTHERS = {
    "q99a": (
        "*head, last = variant.sample\n"
        "q99a = (sum(head) + variant.weight * last) / (len(head) + variant.weight)"
    ),
    "distances": "def distances(x, cs):\n    return [sum(abs(xi - c) for xi in x) for c in cs]",
}
"""Right answers to the questions that no attack is about."""


@dataclass(frozen=True)
class Attack:
    """One submission: what it tries, its cells, and what must come of it."""

    name: str
    tries: str
    helper: str
    mean: str
    status: frozenset[str]
    points: float
    others_kept: bool

    def segments(self, variant: dict[str, object]) -> tuple[Segment, ...]:
        """Return the notebook of a student with this variant."""
        return notebook(variant, *filter(None, (self.helper, self.mean)))


def notebook(variant: dict[str, object], *mean: str) -> tuple[Segment, ...]:
    """Return the notebook with these cells for ``mean`` and right answers to the rest."""
    return (
        Segment("mean", tuple(enumerate(mean))),
        Segment("q99a", ((2, f"{prelude(variant)}\n{OTHERS['q99a']}"),)),
        Segment("distances", ((3, OTHERS["distances"]),)),
    )


def read(path: Path) -> Attack:
    """Return the attack in a file."""
    source = path.read_text(encoding="utf-8")
    said: dict[str, object] = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if name in ("STATUS", "POINTS", "OTHERS"):
                said[name] = ast.literal_eval(node.value)
    cells = re.split(r"^# %%(.*)$", source, flags=re.MULTILINE)[1:]
    by_name = {
        name.strip(): text.strip("\n")
        for name, text in zip(cells[::2], cells[1::2], strict=True)
    }
    return Attack(
        name=path.stem,
        tries=ast.get_docstring(ast.parse(source)) or "",
        helper=by_name.get("", ""),
        mean=by_name["mean"],
        status=frozenset(said["STATUS"]),  # type: ignore[arg-type]
        points=float(said.get("POINTS", 0)),  # type: ignore[arg-type]
        others_kept=bool(said.get("OTHERS", True)),
    )


def attacks() -> tuple[Attack, ...]:
    """Return every attack, in the order of the names."""
    return tuple(read(p) for p in sorted(ATTACKS.glob("*.py")))
