"""The record of a grading: plain frozen data, to JSON and back.

A `GradeSheet` says what was graded (digests), by what (grader, environment, tier of the
sandbox), with which outcome (a `Verdict` for every hidden test, a `Score` for every question)
and what the notebook printed. Two gradings of the same submission under the same grader and
key give the same sheet but for the seconds, so its `fingerprint` leaves those out.
"""

import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

Status = Literal[
    "passed",
    "wrong",
    "raised",
    "timed_out",
    "out_of_memory",
    "crashed",
    "not_defined",
    "bad_reply",
    "not_run",
    "grader_fault",
]

STATUSES: dict[Status, str] = {
    "passed": "passed",
    "wrong": "the property does not hold",
    "raised": "your code raised an exception",
    "timed_out": "your code used up its time",
    "out_of_memory": "your code asked for too much memory",
    "crashed": "your code ended the process",
    "not_defined": "not written yet",
    "bad_reply": "what your code returned cannot be read",
    "not_run": "not run: this question had used up its time",
    "grader_fault": "the grader failed; a person will look at it, and it costs you nothing",
}

SCHEMA_VERSION = 1

ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,16}\b")
"""A memory address, as in ``<object at 0x7f3a5c0e1b50>``: it differs from run to run."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What one hidden test said of one submission."""

    test: str
    question: str
    weight: float
    status: Status
    title: str
    """The property in words."""
    message: str = ""
    """What was seen; never an expected value."""
    hint: str = ""
    """The misconception by name, and what to think about."""
    input: str = ""
    """The smallest failing input that was found, as Python a student can paste."""
    result: str = ""
    """What the student's code gave for it (student text)."""
    figure: str = ""
    """PNG, base64; empty if the test draws none."""
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """True only for the status 'passed'."""
        return self.status == "passed"


@dataclass(frozen=True, kw_only=True)
class Score:
    """Points of one question. `points` is None where a person decides."""

    question: str
    max_points: float
    points: float | None
    reason: str = ""
    """Why a person has to look: a proof to mark, or a fault of the grader."""


@dataclass(frozen=True, kw_only=True)
class CellRecord:
    """What one cell of the notebook printed when it was run in the sandbox."""

    index: int
    stdout: str = ""
    stderr: str = ""
    result: str = ""
    error: str = ""
    traceback: str = ""
    figures: tuple[str, ...] = ()
    status: Status = "passed"


@dataclass(frozen=True, kw_only=True)
class GradeSheet:
    """The one record of a grading."""

    topic: str
    student: str
    edition: str
    submission: str
    grader: str
    variant: str
    environment: str
    """Digests (SHA-256, hexadecimal) of what was graded, by what, for which variant, where."""
    seed: str
    """What hidden inputs were drawn from, as a commitment (digest), not the seed itself."""
    tier: str
    layers: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    scores: tuple[Score, ...]
    cells: tuple[CellRecord, ...] = ()
    faults: tuple[str, ...] = ()
    """One line for each thing of ours that broke."""
    notes: tuple[str, ...] = ()
    """What a person should know: duplicated cells, another student's notebook, ..."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    schema_version: int = SCHEMA_VERSION

    @property
    def points(self) -> float:
        """Points earned so far; questions that wait for a person count 0."""
        return sum(s.points for s in self.scores if s.points is not None)

    @property
    def max_points(self) -> float:
        """Points that could be earned."""
        return sum(s.max_points for s in self.scores)

    @property
    def is_faulty(self) -> bool:
        """True if something of ours broke, so that a person must look."""
        return bool(self.faults) or any(v.status == "grader_fault" for v in self.verdicts)

    @property
    def fingerprint(self) -> str:
        """Digest of everything but the times and the memory addresses of chance."""
        timeless = replace(
            self, seconds={}, verdicts=tuple(replace(v, seconds=0.0) for v in self.verdicts)
        )
        return digest(ADDRESS.sub("0x", timeless.to_json()))

    def to_json(self) -> str:
        """Return the sheet as JSON text, keys sorted, so that equal sheets are equal text.

        Raises:
            ValueError: a number is NaN or infinite, which JSON cannot say.
        """
        text = json.dumps(
            asdict(self), sort_keys=True, ensure_ascii=False, indent=1, allow_nan=False
        )
        # A student can print half a surrogate pair. UTF-8 has no place for it; JSON has.
        return re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", text)

    @classmethod
    def from_json(cls, text: str) -> "GradeSheet":
        """Read a sheet back; the inverse of `to_json`."""
        data: dict[str, Any] = json.loads(text)
        data["layers"] = tuple(data["layers"])
        data["faults"] = tuple(data["faults"])
        data["notes"] = tuple(data["notes"])
        data["verdicts"] = tuple(Verdict(**v) for v in data["verdicts"])
        data["scores"] = tuple(Score(**s) for s in data["scores"])
        data["cells"] = tuple(
            CellRecord(**{**c, "figures": tuple(c["figures"])}) for c in data["cells"]
        )
        return cls(**data)


def digest(data: str | bytes) -> str:
    """Return the SHA-256 of text (UTF-8) or bytes, hexadecimal."""
    raw = data.encode("utf-8") if isinstance(data, str) else data
    return hashlib.sha256(raw).hexdigest()


def score_of(question: str, max_points: float, verdicts: tuple[Verdict, ...]) -> Score:
    """Return points = max_points * passed weight / weight, rounded to 4 places.

    A question with a grader fault gets no number: a person decides, so it costs nobody a mark.
    The same holds if no test reported, or if the tests that did weigh nothing together.
    """
    own = [v for v in verdicts if v.question == question]
    if not own:
        return Score(
            question=question, max_points=max_points, points=None, reason="no test reported"
        )
    if any(v.status == "grader_fault" for v in own):
        return Score(
            question=question, max_points=max_points, points=None, reason="grader fault"
        )
    # fsum is exact, so the order of the tests cannot change a score.
    weight = math.fsum(v.weight for v in own)
    passed = math.fsum(v.weight for v in own if v.passed)
    if not (weight > 0 and math.isfinite(weight)):
        return Score(
            question=question,
            max_points=max_points,
            points=None,
            reason="the tests weigh nothing",
        )
    return Score(
        question=question,
        max_points=max_points,
        points=round(max_points * passed / weight, 4),
    )
