"""The options of the course, set in nbgrader_config.py as ``c.Mpdl.<name>``."""

from itertools import pairwise
from typing import Any

from traitlets import Enum, Float, List, TraitError, Unicode, validate
from traitlets.config import Configurable

from autograder.errors import GraderFault

TIERS = ("landlock", "flat", "full")
"""Isolation of the sandbox, weakest first. "none" is not among them: it is never accepted."""


class Mpdl(Configurable):
    """What a course may decide about grading and marks."""

    edition = Unicode(
        "", help="Name of this run of the course; each has variants of its own."
    )
    edition.tag(config=True)

    grade_thresholds = List(
        Float(),
        default_value=[50.0, 60.0, 70.0, 80.0, 90.0],
        minlen=5,
        maxlen=5,
        help="Percent of all points from which the course grade is 1, 2, 3, 4, 5.",
    )
    grade_thresholds.tag(config=True)

    min_isolation = Enum(
        TIERS,
        default_value="flat",
        help="Weakest tier of the sandbox whose scores are written into the gradebook.",
    )
    min_isolation.tag(config=True)

    @validate("grade_thresholds")
    def _rising(self, proposal: dict[str, Any]) -> list[float]:
        """Refuse thresholds that do not rise: the grade would not be well defined."""
        values: list[float] = proposal["value"]
        if any(a >= b for a, b in pairwise(values)):
            raise TraitError(f"Mpdl.grade_thresholds must rise; got {values}")
        return values

    def course_grade(self, percent: float) -> int:
        """Return the grade 0-5: the number of thresholds that `percent` reaches."""
        # Rounded, because 0.7 * 100 is a little less than 70 in floating point.
        return sum(round(percent, 6) >= t for t in self.grade_thresholds)

    def require_isolation(self, tier: str) -> None:
        """Raise GraderFault if a sandbox of this tier is too weak for the gradebook."""
        if tier not in TIERS or TIERS.index(tier) < TIERS.index(self.min_isolation):
            raise GraderFault(
                f"graded at isolation tier {tier!r}, below Mpdl.min_isolation = "
                f"{self.min_isolation!r}: no score is written; `mpdl doctor` says what is missing"
            )
