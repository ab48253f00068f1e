"""What verification says: findings, figures and the report of a course, as plain frozen data.

A finding is something that does not hold; a topic is green without any. Figures are what was
done, so that a report without findings still shows how much was looked at: nothing looked at
is a finding of its own. `VerificationReport.to_json` is documented in `SCHEMA`.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Part = Literal[
    "sheet",
    "accepted",
    "rejected",
    "blank",
    "mutants",
    "dead tests",
    "false alarms",
    "robustness",
    "variants",
    "leaks",
    "reference",
]

PARTS: dict[Part, str] = {
    "sheet": "catalogue, hidden tests and sheet fit together",
    "accepted": "right answers get full marks on every variant",
    "rejected": "wrong answers fail the tests they name, and no other, on every variant",
    "blank": "the released notebook scores zero, as not written yet",
    "mutants": "every small mistake in the model answer is noticed",
    "dead tests": "every hidden test is failed by some wrong answer",
    "false alarms": "right answers pass on fresh hidden inputs; a seed replays exactly",
    "robustness": "junk gets a verdict of the right status, never a fault of the grader",
    "variants": "variants differ, are complete and equally hard",
    "leaks": "answers are independent; students get nothing of the answer key",
    "reference": "the reference agrees with independent truths",
}
"""The claims that are checked, in the order of the report."""

SCHEMA_VERSION = 1

MAX_CHANCE = 1e-6
"""Bound on the probability that the random tests of the course fail some right answer."""

SCHEMA = """\
{schema_version, seed, holds, seconds, chance: sum of declared probabilities,
 options: {...},
 topics: [{stem, title, holds, seconds, chance, tests,
   figures: {part: {name: number}},
   questions: [{question, number, kind, tests, accepted, rejected, gradings, mutants, killed,
                by_time, equivalent, survivors, sometimes, dead, chance}],
   findings: [{part, question, subject, text, detail, replay}],
   notes: [{part, question, subject, text, detail, replay}]}]}"""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that does not hold (or, as a note, one worth a look)."""

    part: Part
    question: str = ""
    subject: str = ""
    """The file, mutant, test or variant that shows it."""
    text: str
    """One line."""
    detail: str = ""
    """A diff, the message of a verdict, ...; several lines."""
    replay: str = ""
    """Seed and number of the variant, if the finding depends on one."""


@dataclass(frozen=True, kw_only=True)
class QuestionRow:
    """The figures of one question."""

    question: str
    number: str
    kind: str
    tests: int = 0
    accepted: int = 0
    """Accepted files that answer it."""
    rejected: int = 0
    """Rejected files that answer it."""
    gradings: int = 0
    """How often a right answer was graded, each time with fresh hidden inputs."""
    mutants: int = 0
    killed: int = 0
    """Mutants that a test failed, those that used up their time included."""
    by_time: int = 0
    """Killed mutants that were stopped because their time was used up."""
    equivalent: int = 0
    survivors: int = 0
    sometimes: int = 0
    """Killed mutants that some variant or hidden seed lets pass."""
    dead: int = 0
    """Tests that nothing fails."""
    chance: float = 0.0
    """Sum of the declared probabilities of failing a right answer."""

    @property
    def score(self) -> float:
        """Mutation score: killed / (mutants that are not equivalent); 1 if there is none."""
        real = self.mutants - self.equivalent
        return self.killed / real if real else 1.0


@dataclass(frozen=True, kw_only=True)
class TopicReport:
    """What verification found in one topic."""

    stem: str
    title: str
    questions: tuple[QuestionRow, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()
    figures: dict[Part, dict[str, float]] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """True if nothing was found."""
        return not self.findings

    @property
    def tests(self) -> int:
        """Number of hidden tests."""
        return sum(q.tests for q in self.questions)

    @property
    def chance(self) -> float:
        """Sum of the declared probabilities of failing a right answer."""
        return sum(q.chance for q in self.questions)

    @property
    def total(self) -> QuestionRow:
        """The figures of all questions together; of files, how many answers they hold."""
        names = (
            "tests", "accepted", "rejected", "gradings", "mutants", "killed", "by_time",
            "equivalent", "survivors", "sometimes", "dead",
        )  # fmt: skip
        sums = {name: sum(getattr(q, name) for q in self.questions) for name in names}
        return QuestionRow(question="", number="", kind="", chance=self.chance, **sums)

    def of(self, part: Part) -> tuple[Finding, ...]:
        """Return the findings of one part."""
        return tuple(f for f in self.findings if f.part == part)


@dataclass(frozen=True, kw_only=True)
class VerificationReport:
    """The report of all topics that were verified."""

    topics: tuple[TopicReport, ...]
    seed: str
    options: dict[str, Any]
    seconds: float = 0.0

    @property
    def chance(self) -> float:
        """Declared probability that random tests fail a right answer somewhere."""
        return sum(t.chance for t in self.topics)

    @property
    def holds(self) -> bool:
        """True if every topic holds, there is one, and the chances are small enough."""
        return (
            bool(self.topics)
            and all(t.holds for t in self.topics)
            and self.chance < MAX_CHANCE
        )

    def to_json(self) -> str:
        """Return the report as JSON text (see SCHEMA)."""
        return json.dumps(
            {
                "schema_version": SCHEMA_VERSION,
                "seed": self.seed,
                "holds": self.holds,
                "seconds": round(self.seconds, 2),
                "chance": self.chance,
                "options": self.options,
                "topics": [_topic_data(t) for t in self.topics],
            },
            indent=1,
            ensure_ascii=False,
            allow_nan=False,
        )


def _topic_data(topic: TopicReport) -> dict[str, Any]:
    return {
        "stem": topic.stem,
        "title": topic.title,
        "holds": topic.holds,
        "seconds": round(topic.seconds, 2),
        "chance": topic.chance,
        "tests": topic.tests,
        "figures": topic.figures,
        "questions": [asdict(q) for q in topic.questions],
        "findings": [asdict(f) for f in topic.findings],
        "notes": [asdict(f) for f in topic.notes],
    }


def grouped(findings: Iterable[Finding]) -> dict[Part, list[Finding]]:
    """Return findings by part, in the order of the report, only parts that have some."""
    out: dict[Part, list[Finding]] = {}
    for part in PARTS:
        own = [f for f in findings if f.part == part]
        if own:
            out[part] = own
    return out
