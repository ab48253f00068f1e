"""What a topic is: the fields that every topic module fills in, and nothing else.

A topic module defines, in this order, the setting and its symbols (docstring), a frozen
dataclass ``Variant`` with ``draw(rng)``, the reference functions, and ``TOPIC``, its sheet.
Everything else about a topic is found by its `stem`:

=====================================  ==================================================
``course_lib/topics/<stem>.py``        the mathematics and the sheet
``source/<stem>/<stem>.md.j2``         what students read
``graders/test_<stem>.py``             what a right answer does
``solutions/<stem>/accepted/*.py``     right answers; ``model.py`` is shown afterwards
``solutions/<stem>/rejected/*.py``     wrong ones, one misconception a file
``solutions/<stem>/proof.md``          model proof, for those who mark
=====================================  ==================================================
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np

Kind = Literal["code", "numeric", "proof", "experiment"]

KINDS: tuple[Kind, ...] = ("code", "numeric", "proof", "experiment")


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question of a topic: one grade cell of its notebook."""

    name: str
    """Identifier, unique in the topic. Of a code or experiment question the function that is
    written; of a numeric question the variable that holds the answer."""
    kind: Kind
    points: int
    """The only place where the points of a question are written."""
    title: str
    functions: tuple[str, ...] = ()
    """Names the grader may call. Empty means: just `name`."""
    source: str = ""
    """Where the statement is proved, by the name of the theorem."""
    rubric: tuple[tuple[int, str], ...] = ()
    """Of a proof: marks and what earns them; the marks add up to `points`."""
    rtol: float = 1e-3
    """Of a numeric question: relative error accepted; 0 for integers and exact fractions."""

    @property
    def callables(self) -> tuple[str, ...]:
        """Names of the functions a grader may call for this question."""
        if self.kind in ("numeric", "proof"):
            return ()
        return self.functions or (self.name,)


@dataclass(frozen=True, kw_only=True)
class Band:
    """A difficulty indicator of a variant and the interval in which every variant lies."""

    name: str
    low: float
    high: float
    of: Callable[[Any], float]


@dataclass(frozen=True, kw_only=True)
class Topic:
    """The sheet of one topic."""

    stem: str
    title: str
    questions: tuple[Question, ...]
    """In the order of the notebook."""
    draw: Callable[[np.random.Generator], Any]
    """Draws one student's variant; the same generator state gives the same variant."""
    variant_type: type
    """The frozen dataclass that `draw` returns. Fields are int, float, str or (nested) tuples
    of these, so that a variant can be frozen as plain text and read back exactly."""
    statement: Callable[[Any], Mapping[str, str]]
    """What ⟦name⟧ stands for in the notebook of a variant, ready to print (LaTeX or Python)."""
    answers: Callable[[Any], Mapping[str, int | float | Fraction]]
    """The right answer of each numeric question of a variant."""
    bands: tuple[Band, ...] = ()
    """Shown to instructors; a draw outside a band is rejected before anybody sees it."""
    call_seconds: float = 4.0
    """CPU time that one call of one student function may use."""

    def __post_init__(self) -> None:
        """Refuse a sheet that contradicts itself."""
        names = [q.name for q in self.questions]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.stem}: question names must be unique; got {names}")
        for q in self.questions:
            if q.kind == "proof" and sum(m for m, _ in q.rubric) != q.points:
                raise ValueError(
                    f"{self.stem}: the rubric of {q.name} must add up to {q.points}"
                )
            if q.points <= 0:
                raise ValueError(f"{self.stem}: {q.name} must be worth at least one point")

    @property
    def points(self) -> int:
        """Sum of the points of all questions."""
        return sum(q.points for q in self.questions)

    def question(self, name: str) -> Question:
        """Return the question with this name; LookupError says which there are."""
        for q in self.questions:
            if q.name == name:
                return q
        known = ", ".join(q.name for q in self.questions)
        raise LookupError(f"{self.stem} has no question {name!r}; it has: {known}")

    def number(self, name: str) -> str:
        """Return the number a question carries in the notebook, such as '7.2' or 'Q7a'."""
        chapter = int(self.stem[1:3])
        q = self.question(name)
        same = [p.name for p in self.questions if p.kind == q.kind]
        place = same.index(name)
        if q.kind == "numeric":
            return f"Q{chapter}{chr(ord('a') + place)}"
        if q.kind == "code":
            return f"{chapter}.{place + 1}"
        label = "P" if q.kind == "proof" else "E"
        return f"{label}{chapter}" if len(same) == 1 else f"{label}{chapter}.{place + 1}"
