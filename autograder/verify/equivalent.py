"""Mutants that are no mistakes: ``solutions/<stem>/equivalent.toml``.

A mutant that gives the same function (or one that is right as well) cannot be failed and must
not be. The author of a topic lists it with the reason::

    [[mutant]]
    question = "softmax_cross_entropy"
    was = "m = logits.max(axis=1)"
    becomes = "m = logits.min(axis=1)"
    reason = "Any shift gives the same value; the range announced leaves room for this one."

``was`` and ``becomes`` are statements (of a compound statement the head), spaced as one likes.
An entry speaks of every mutant of its question with this description, or of the n-th alone if
it says ``nth = n``. An entry that fits no mutant, or fits one that a test kills, is an error.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import TopicError
from autograder.verify.mutants import Mutant, normal

FIELDS = {"question", "was", "becomes", "reason"}


@dataclass(frozen=True, kw_only=True)
class Equivalent:
    """One entry of the file."""

    question: str
    was: str
    becomes: str
    reason: str
    nth: int | None = None

    def fits(self, mutant: Mutant) -> bool:
        """True if the entry speaks of this mutant."""
        same = (self.question, self.was, self.becomes) == mutant.key[:3]
        return same and self.nth in (None, mutant.nth)


def read_equivalent(path: Path) -> tuple[Equivalent, ...]:
    """Read the file of a topic; no file means no entry.

    Raises:
        TopicError: not TOML, a field missing or unknown, no reason, not a statement, twice.
    """
    if not path.exists():
        return ()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as e:
        raise TopicError(f"{path}: {e}") from None
    if set(data) - {"mutant"}:
        raise TopicError(
            f"{path}: unknown {sorted(set(data) - {'mutant'})}; write [[mutant]]"
        )
    out = []
    for i, entry in enumerate(data.get("mutant", []), start=1):
        where = f"{path}, entry {i}"
        if not FIELDS <= set(entry) <= FIELDS | {"nth"}:
            raise TopicError(
                f"{where}: needs {sorted(FIELDS)} (and nth); has {sorted(entry)}"
            )
        if not entry["reason"].strip():
            raise TopicError(f"{where}: say why this mutant is no mistake")
        try:
            was, becomes = normal(entry["was"]), normal(entry["becomes"])
        except SyntaxError as e:
            raise TopicError(f"{where}: {e.msg}") from None
        out.append(Equivalent(**{**entry, "was": was, "becomes": becomes}))
    if len(set(out)) < len(out):
        raise TopicError(f"{path}: an entry stands there twice")
    return tuple(out)


def reason_for(mutant: Mutant, entries: Iterable[Equivalent]) -> str:
    """Return why a mutant is no mistake; empty if no entry says so."""
    return next((e.reason for e in entries if e.fits(mutant)), "")
