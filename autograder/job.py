"""What an examiner is asked to grade: plain data, to JSON and back.

A job holds all that a grading depends on (submission, variant, hidden seed), so that it can
be sent to another process or machine and gives the same sheet there.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from autograder.sitting import Segment
from autograder.verdicts import digest


@dataclass(frozen=True, kw_only=True)
class Job:
    """One submission to grade."""

    topic: str
    student: str
    edition: str
    submission: str
    """Digest of the normalised notebook."""
    variant: Mapping[str, Any]
    """The student's variant as plain JSON data (see `variants`)."""
    seed: str
    """What hidden inputs are drawn from, hexadecimal; secret."""
    segments: tuple[Segment, ...]
    notes: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    """Questions whose tests are run; empty means all. Grading a class always runs all."""
    explain: bool = True
    """Shrink failing inputs and draw figures. Verification needs the verdicts only."""
    first_failure: Literal["", "question", "notebook"] = ""
    """After a test that fails, skip the other tests of its question, or all that follow:
    enough to see that a mutant is noticed."""
    trial: bool = False
    """Part of a verification of the grader: no canary before it, no second try after a fault
    of ours. Both would hide what is looked for."""
    call_seconds: float = 0.0
    """CPU time that one call may use, if not what the topic says."""
    tests: tuple[str, ...] = ()
    """Tests of these questions that are run; empty means all."""
    share: float = 1.0
    """Of a test's random examples, the share that is tried. Grading a class tries all."""
    in_full: tuple[str, ...] = ()
    """Tests that try all of their examples whatever the share."""

    @property
    def variant_digest(self) -> str:
        """Digest of the variant's canonical JSON."""
        return digest(json.dumps(self.variant, sort_keys=True))

    def to_json(self) -> str:
        """Return the job as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Job":
        """Read a job back; the inverse of `to_json`."""
        data = json.loads(text)
        data["segments"] = tuple(
            Segment(**{**s, "cells": tuple((i, source) for i, source in s["cells"])})
            for s in data["segments"]
        )
        data["notes"] = tuple(data["notes"])
        data["only"] = tuple(data["only"])
        data["tests"] = tuple(data["tests"])
        data["in_full"] = tuple(data["in_full"])
        return cls(**data)
