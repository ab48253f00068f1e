"""What is graded to verify a topic: options, seeds, and the tasks of a trial.

Everything random (variants, hidden inputs) is derived from one seed, which the report prints:
a run differs from the last one, so that time adds evidence, and can be repeated exactly.
"""

import ast
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from autograder import variants
from autograder.build import template_of
from autograder.catalogue import Answer, alone, segments
from autograder.course import REPO
from autograder.grade import Pieces, pieces_of
from autograder.job import Job
from autograder.pytest_plugin import HiddenTest
from autograder.sitting import Segment
from autograder.verdicts import GradeSheet, Score, Verdict, digest
from autograder.verify.findings import Finding, Part
from course_lib.topic import Topic

SHARE = 0.2
"""Of a test's random examples, the share that repeated gradings try. Two hundred gradings see
many times the examples of one; what is saved buys variants."""

MIN_CALL_SECONDS = 0.5
"""A mutant that loops is stopped after this; far above what a call of a right answer takes."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """How thorough a verification is."""

    variants: int = 25
    """Variants on which every accepted and rejected answer is graded."""
    repeat: int = 200
    """Gradings of right answers of each question, each with fresh hidden inputs."""
    mutants: int | None = None
    """At most so many mutants of a question; None means all."""
    draws: int = 300
    """Variants drawn to compare answers, statements and difficulty."""
    thorough: bool = False
    """Every grading runs every test with all of its examples: the same figures, hours."""
    reference: bool = True
    """Run the tests of the reference against independent truths."""
    jobs: int = 2
    seed: str = "0"

    @property
    def quick(self) -> bool:
        """True for a look in seconds: a sample of mutants."""
        return self.mutants is not None

    @property
    def share(self) -> float:
        """Of a test's random examples, the share that a repeated grading tries."""
        return 1.0 if self.thorough else SHARE


QUICK: Mapping[str, Any] = {
    "variants": 1, "repeat": 0, "mutants": 3, "draws": 60, "reference": False,
}  # fmt: skip
"""What `--quick` changes: seconds, for authors. It proves less and says so."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """One grading of a trial."""

    subject: str
    job: Job
    k: int
    """Number of the variant."""
    owners: Mapping[str, str] = field(default_factory=dict)
    """Whose answer stands in each question, if several share the notebook."""


@dataclass(frozen=True, kw_only=True)
class Share:
    """What a grading says of one of the answers that share a notebook."""

    subject: str
    questions: frozenset[str]
    """Empty if the notebook is one answer's alone."""
    verdicts: tuple[Verdict, ...]
    scores: Mapping[str, Score]


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came of a task: a sheet, or why there is none."""

    task: Task
    sheet: GradeSheet | None
    fault: str = ""

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdicts, if there are any."""
        return self.sheet.verdicts if self.sheet is not None else ()

    @property
    def faults(self) -> tuple[str, ...]:
        """Everything of ours that broke, one line each."""
        if self.sheet is None:
            return (self.fault or "no sheet came back",)
        broken = (v for v in self.sheet.verdicts if v.status == "grader_fault")
        return (*self.sheet.faults, *(f"{v.test}: {v.message}" for v in broken))

    def shares(self) -> Iterator[Share]:
        """Yield what the grading says of each answer in the notebook."""
        if self.sheet is None:
            return
        owners = self.task.owners
        for subject in dict.fromkeys(owners.values()) or (self.task.subject,):
            own = frozenset(q for q, s in owners.items() if s == subject)
            yield Share(
                subject=subject,
                questions=own,
                verdicts=tuple(
                    v for v in self.sheet.verdicts if not own or v.question in own
                ),
                scores={s.question: s for s in self.sheet.scores},
            )


Run = Callable[[Part, Sequence[Task]], Iterator[Result]]
"""Grades the tasks of one part and yields what comes of them, in the order of completion."""


@dataclass
class Section:
    """What one part of the verification adds to the report of a topic."""

    part: Part
    findings: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)
    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    """Question -> name of a figure of its row -> number."""
    chances: dict[str, float] = field(default_factory=dict)
    """Question -> sum of the declared probabilities of failing a right answer."""

    def find(self, text: str, **more: str) -> None:
        """Add a finding."""
        self.findings.append(Finding(part=self.part, text=text, **more))

    def note(self, text: str, **more: str) -> None:
        """Add something worth a look that is no finding."""
        self.notes.append(Finding(part=self.part, text=text, **more))

    def count(self, question: str, figure: str, number: int = 1) -> None:
        """Add to a figure of a question."""
        row = self.rows.setdefault(question, {})
        row[figure] = row.get(figure, 0) + number


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Where everything of one topic lies; a toy topic of the tests has its own."""

    pieces: Pieces
    template: Path
    reference: tuple[Path, ...]
    """Tests of the reference against independent truths."""

    @property
    def topic(self) -> Topic:
        """The sheet."""
        return self.pieces.topic


def subject_of(topic: Topic) -> Subject:
    """Return where a topic of the syllabus lies."""
    return Subject(
        pieces=pieces_of(topic),
        template=template_of(topic),
        reference=tuple(
            (REPO / "tests" / "course_lib" / "topics").glob(f"test_{topic.stem}*.py")
        ),
    )


@dataclass(frozen=True, kw_only=True)
class Setup:
    """A topic with its catalogue and hidden tests, ready to be verified."""

    subject: Subject
    options: Options
    answers: tuple[Answer, ...]
    """Accepted and rejected, the model answer first."""
    tests: tuple[HiddenTest, ...]

    @property
    def model(self) -> Answer:
        """The model answer."""
        return self.answers[0]

    @property
    def pieces(self) -> Pieces:
        """Its hidden side."""
        return self.subject.pieces

    @property
    def topic(self) -> Topic:
        """The sheet."""
        return self.subject.topic

    @property
    def stem(self) -> str:
        """The stem of the topic."""
        return self.topic.stem

    @property
    def questions(self) -> tuple[str, ...]:
        """Names of the questions that tests grade, in the order of the notebook."""
        return tuple(q.name for q in self.topic.questions if q.kind != "proof")

    def tests_of(self, questions: Sequence[str]) -> frozenset[str]:
        """Return the names of the tests of these questions (of all, if there are none)."""
        return frozenset(
            t.name for t in self.tests if not questions or t.question in questions
        )

    def variant(self, k: int) -> Mapping[str, Any]:
        """Return the k-th variant of this run as plain data."""
        return drawn(self.pieces, self.options.seed, k)

    def replay(self, k: int) -> str:
        """Return how to meet the k-th variant again."""
        return f"--seed {self.options.seed}, variant {k}"

    def whole(self, answer: Answer, k: int) -> tuple[Segment, ...]:
        """Return the notebook in which an answer is submitted, the model's filling the rest."""
        return segments(answer, self.model, self.topic, self.variant(k))

    def composed(self, answers: Mapping[str, Answer], k: int) -> tuple[Segment, ...]:
        """Return a notebook in which each question has an answer of its own.

        Every answer meets the model's helpers and earlier answers, not those of the answers
        it shares the notebook with: a notebook for each would be graded alike, and slower.
        """
        out: list[Segment] = []
        place = 0
        for question in self.questions:
            if question in answers:
                answer = answers[question]
                before = self.model if leans_on(answer, self.model) else None
                one = alone(answer, question, self.topic, self.variant(k), after=before)
                cells = tuple((place + i, source) for i, source in one.cells)
                out.append(Segment(question, cells))
                place += len(cells) + 1
        return tuple(out)

    def shared(self, part: Part, answers: Mapping[str, tuple[str, Answer]], k: int, number: int,
               **how: Any) -> Task:  # fmt: skip
        """Return the task of grading the answers of several files in one notebook.

        Args:
            part: which part of the verification it belongs to.
            answers: question -> (name of its owner, answer).
            k: number of the variant.
            number: tells apart the notebooks of one part and variant.
            how: as for `task`.
        """
        notebook = self.composed({q: answer for q, (_, answer) in answers.items()}, k)
        only = tuple(s.question for s in notebook)
        task = self.task(part, f"notebook {number}", k, notebook, only=only, **how)
        return replace(task, owners={q: name for q, (name, _) in answers.items()})

    def task(
        self, part: Part, subject: str, k: int, notebook: tuple[Segment, ...], **how: Any
    ) -> Task:
        """Return the task of grading a notebook of the k-th variant with fresh hidden inputs.

        `how` is handed on to the job: only, first_failure, call_seconds, explain, seed.
        """
        job = Job(
            topic=self.stem,
            student=f"verify {k}",
            edition="verify",
            submission=digest(json.dumps([s.cells for s in notebook])),
            variant=self.variant(k),
            segments=notebook,
            trial=True,
            **{
                "explain": False,
                "seed": derive(self.options.seed, self.stem, part, subject, str(k)),
                **how,
            },
        )
        return Task(subject=subject, job=job, k=k)


def derive(seed: str, *words: str) -> str:
    """Return a seed of 256 bits, hexadecimal, that depends on every word.

    >>> derive("1", "a", "b") == derive("1", "a", "b") != derive("1", "ab")
    True
    """
    text = json.dumps([seed, *words])
    return hashlib.blake2b(text.encode("utf-8"), digest_size=32).hexdigest()


def generator(seed: str, *words: str) -> np.random.Generator:
    """Return a generator seeded by `derive`."""
    return np.random.default_rng(int(derive(seed, *words), 16))


@cache
def drawn(pieces: Pieces, seed: str, k: int) -> Mapping[str, Any]:
    """Return the k-th variant of a run, drawn as for a student."""
    rng = generator(seed, pieces.topic.stem, "variant", str(k))
    return variants.to_data(variants.draw_inside(pieces.topic, rng), pieces.topic)


def call_seconds(setup: Setup, pilot: Result) -> Mapping[str, float]:
    """Return how much time a call may use in trials of each question.

    The slowest test of the model answer, measured by the clock, bounds the CPU time of the
    slowest call of a right answer; the topic's own limit stays the bound.
    """
    slowest = dict.fromkeys(setup.questions, 0.0)
    for v in pilot.verdicts:
        slowest[v.question] = max(slowest[v.question], v.seconds)
    most = setup.topic.call_seconds
    return {q: min(most, max(MIN_CALL_SECONDS, s)) for q, s in slowest.items()}


def packed(answers: Sequence[Answer]) -> tuple[tuple[Answer, ...], ...]:
    """Return the answers in as few groups as is easy, no question answered twice in a group."""
    groups: list[list[Answer]] = []
    for answer in answers:
        for group in groups:
            if not any(answer.questions & other.questions for other in group):
                group.append(answer)
                break
        else:
            groups.append([answer])
    return tuple(map(tuple, groups))


def leans_on(answer: Answer, model: Answer) -> bool:
    """True if an answer uses a name that only the model answer defines."""
    if answer.questions >= model.questions:
        return False
    own, used = names(tuple(source for _, source in answer.cells))
    theirs, _ = names(tuple(source for _, source in model.cells))
    return bool(used & theirs - own)


@cache
def names(cells: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names that cells bind and those they use, wherever in them."""
    bound: set[str] = set()
    used: set[str] = set()
    for source in cells:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                bound.add(node.name)
            elif isinstance(node, ast.Name):
                (used if isinstance(node.ctx, ast.Load) else bound).add(node.id)
            elif isinstance(node, ast.alias):
                bound.add((node.asname or node.name).split(".")[0])
    return frozenset(bound), frozenset(used)


def users(answer: Answer, name: str) -> frozenset[str]:
    """Return the questions whose answer uses a name, itself or through something it calls."""
    reached, before = {name}, 0
    while len(reached) > before:
        before = len(reached)
        for statement in (s for _, cell in answer.cells for s in ast.parse(cell).body):
            bound, used = names((ast.unparse(statement),))
            if used & reached:
                reached |= bound
    return frozenset(q for q, cell in answer.cells if q and names((cell,))[1] & reached)
