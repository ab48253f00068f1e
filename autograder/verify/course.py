"""The main entry: `verify` topics one after another and return the report."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import Protocol

from autograder.catalogue import Answer, model_path, read
from autograder.errors import GraderFault, TopicError
from autograder.verify.answers import check_accepted, check_false_alarms, check_rejected
from autograder.verify.draws import check_draws
from autograder.verify.findings import (
    MAX_CHANCE,
    PARTS,
    Finding,
    Part,
    QuestionRow,
    TopicReport,
    VerificationReport,
)
from autograder.verify.leaks import check_leaks
from autograder.verify.mutation import check_dead_tests, check_mutants
from autograder.verify.plan import (
    Options,
    Result,
    Run,
    Section,
    Setup,
    Subject,
    Task,
    call_seconds,
)
from autograder.verify.reference import check_reference
from autograder.verify.released import check_released
from autograder.verify.robustness import check_robustness
from autograder.verify.sheet import check_sheet
from autograder.verify.work import Address, Workshop


class Progress(Protocol):
    """Told how far a part of a topic has come; `total` may grow."""

    def __call__(self, stem: str, part: Part, done: int, total: int) -> None:
        """Tell."""


def silent(stem: str, part: Part, done: int, total: int) -> None:
    """Tell nobody."""


def verify(
    subjects: Sequence[Subject], options: Options, progress: Progress = silent
) -> VerificationReport:
    """Verify topics and return what was found."""
    started = time.monotonic()
    with Workshop(options.jobs) as workshop:
        topics = tuple(verify_topic(s, options, workshop, progress) for s in subjects)
    return VerificationReport(
        topics=topics,
        seed=options.seed,
        options={k: v for k, v in asdict(options).items() if k != "seed"},
        seconds=time.monotonic() - started,
    )


def verify_topic(
    subject: Subject, options: Options, workshop: Workshop, progress: Progress = silent
) -> TopicReport:
    """Verify one topic."""
    started = time.monotonic()
    sections = list(_sections(subject, options, workshop, progress))
    return replace(_report(subject, sections), seconds=time.monotonic() - started)


def _sections(
    subject: Subject, options: Options, workshop: Workshop, progress: Progress
) -> Iterator[Section]:
    sheet = Section("sheet")
    yield sheet
    answers = _read_catalogue(sheet, subject)
    address = Address.of(subject)
    setup = None
    try:
        tests = workshop.tests(address)
        if answers:
            setup = Setup(subject=subject, options=options, answers=answers, tests=tests)
    except GraderFault as e:
        sheet.find(f"the hidden tests cannot be used: {e}")
    # What needs no student code is done by a process that has nothing to grade.
    apart = [workshop.check(address, check_leaks, options)]
    apart.append(workshop.check(address, check_draws, options))
    if options.reference:
        apart.append(workshop.check(address, _reference, options))
    if setup is not None:
        check_sheet(setup, sheet)
        yield from _graded(setup, workshop, address, progress)
    for i, future in enumerate(apart):
        progress(subject.topic.stem, "reference", i, len(apart))
        yield future.result()
    progress(subject.topic.stem, "reference", len(apart), len(apart))


def _reference(subject: Subject, options: Options) -> Section:
    return check_reference(subject)


def _graded(
    setup: Setup, workshop: Workshop, address: Address, progress: Progress
) -> Iterator[Section]:
    """Everything for which answers are graded."""
    quick = setup.options.quick

    def run(part: Part, tasks: Sequence[Task]) -> Iterator[Result]:
        progress(setup.stem, part, 0, len(tasks))
        for done, result in enumerate(workshop.grade(address, tasks), start=1):
            progress(setup.stem, part, done, len(tasks))
            yield result

    pilot = Section("accepted")
    first = _pilot(setup, run, pilot)
    yield pilot
    if pilot.findings:  # without a model that passes, nothing else would mean anything
        return
    seconds = call_seconds(setup, first)
    yield check_accepted(setup, run)
    rejected, hit = check_rejected(setup, run)
    yield rejected
    yield check_released(setup, run)
    mutants, noticed, killed = check_mutants(setup, run, seconds)
    yield mutants
    if not quick:
        yield check_dead_tests(setup, run, seconds, hit | noticed, killed)
    yield check_false_alarms(setup, run)
    yield check_robustness(setup, run, quick=quick)


def _pilot(setup: Setup, run: Run, section: Section) -> Result:
    """Grade the model answer once: does the grader work at all?"""
    task = setup.task("accepted", "pilot", 0, setup.whole(setup.model, 0))
    result = next(iter(list(run("accepted", [task]))))
    for fault in result.faults:
        section.find(f"the model answer cannot be graded: {fault}", replay=setup.replay(0))
    for v in result.verdicts:
        if not v.passed and v.status != "grader_fault":
            section.find(
                f"the model answer fails {v.test}: {v.status}: {v.message}", question=v.question,
                detail=v.input[:600], replay=setup.replay(0),
            )  # fmt: skip
    return result


def _read_catalogue(sheet: Section, subject: Subject) -> tuple[Answer, ...]:
    """Read every catalogued answer, the model first; none at all if that cannot be read."""
    topic, solutions = subject.topic, subject.pieces.solutions
    model = model_path(solutions, topic)
    folder = solutions / topic.stem
    others = [p for p in sorted(folder.glob("accepted/*.py")) if p != model]
    answers = []
    for path in (model, *others, *sorted(folder.glob("rejected/*.py"))):
        try:
            answers.append(read(path, topic))
        except TopicError as e:
            sheet.find(str(e), subject=path.name)
        except FileNotFoundError:
            sheet.find(f"{path} is missing")
        if not answers:
            return ()
    return tuple(answers)


def _report(subject: Subject, sections: Sequence[Section]) -> TopicReport:
    topic = subject.topic
    counts: dict[str, dict[str, int]] = {}
    figures: dict[Part, dict[str, float]] = {}
    chances: dict[str, float] = {}
    for section in sections:
        figures.setdefault(section.part, {}).update(section.figures)
        chances |= section.chances
        for question, row in section.rows.items():
            have = counts.setdefault(question, {})
            for name, number in row.items():
                have[name] = have.get(name, 0) + number
    rows = [
        QuestionRow(
            question=q.name, number=topic.number(q.name), kind=q.kind,
            chance=chances.get(q.name, 0.0), **counts.pop(q.name, {}),
        )
        for q in topic.questions
    ]  # fmt: skip
    if any(counts.values()):
        rows.append(
            QuestionRow(question="", number="", kind="helpers", **counts.get("", {}))
        )
    findings = [f for s in sections for f in s.findings]
    if sum(chances.values()) >= MAX_CHANCE:
        findings.append(
            Finding(
                part="false alarms",
                text=f"declared chances add up to {sum(chances.values())}",
            )
        )
    order = {part: i for i, part in enumerate(PARTS)}
    return TopicReport(
        stem=topic.stem,
        title=topic.title,
        questions=tuple(rows),
        findings=tuple(sorted(findings, key=lambda f: order[f.part])),
        notes=tuple(n for s in sections for n in s.notes),
        figures={part: figures[part] for part in PARTS if part in figures},
    )
