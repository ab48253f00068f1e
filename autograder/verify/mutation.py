"""Mutation analysis: is every small mistake in the model answer noticed, and by every test?

Code that the notebook gives to students, and which an answer repeats in a helper cell, is not
theirs to get wrong. A mutant stands in the place of its question, mutants of other questions in theirs, and meets
the tests of that question until one fails. Those that pass are graded on further variants: a survivor is passed
everywhere; one that only some variant notices is told apart, since for the other students the
mistake would go unnoticed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from autograder.errors import TopicError
from autograder.verdicts import Verdict
from autograder.verify.equivalent import Equivalent, read_equivalent, reason_for
from autograder.verify.leaks import given_statements, squeezed
from autograder.verify.mutants import Mutant, mutants_of
from autograder.verify.plan import Run, Section, Setup, Task, generator, users

MORE_VARIANTS = 2
"""On how many further variants a mutant that passed is graded."""

MORE_FOR_NUMBERS = 12
"""The same for numeric questions: what happens at one sign only, half of all variants miss."""

BATCH = 8
"""Mutants of a question graded in full at a time while looking for one that fails a test."""


def check_mutants(
    setup: Setup, run: Run, seconds: Mapping[str, float]
) -> tuple[Section, set[str], tuple[Mutant, ...]]:
    """Grade the mutants of the model answer.

    Returns:
        the section, the tests that noticed some mutant, and the mutants that were noticed
        within their time.
    """
    section = Section("mutants")
    path = setup.pieces.solutions / setup.stem / "equivalent.toml"
    try:
        entries = read_equivalent(path)
    except TopicError as e:
        section.find(str(e), subject=path.name)
        entries = ()
    given = given_statements(setup.subject)
    everything = tuple(
        m for m in mutants_of(setup.model) if m.question or squeezed(m.was) not in given
    )
    mutants = _sample(setup, everything)
    fate: dict[Mutant, str] = {}
    hit: set[str] = set()

    def grade(some: Sequence[tuple[Mutant, int]]) -> None:
        named = {_subject(m): m for m, _ in some}
        for result in run("mutants", _tasks(setup, some, seconds, first=True)):
            hit.update(noticed(result.verdicts))
            for fault in result.faults:
                section.find(f"grader fault: {fault}", replay=setup.replay(result.task.k))
            for share in result.shares():
                mutant = named[share.subject]
                fate[mutant] = _fate(share.verdicts, fate.get(mutant, ""))

    n = max(1, setup.options.variants)
    grade([(m, i % n) for i, m in enumerate(mutants)])
    # A helper that one question defines may be another's to test.
    asked = {name for q in setup.topic.questions for name in q.callables}
    lent = [
        m
        for m in mutants
        if fate.get(m) == "survived"
        and m.function.split(".")[0] not in asked
        and users_of(setup, m)
    ]
    for m in lent:
        del fate[m]
    grade([(replace(m, question=""), n) for m in lent])
    for m in lent:
        fate[m] = fate.pop(replace(m, question=""), "faulty")
    passed = [m for m in mutants if fate.get(m) == "survived"]
    numeric = {q.name for q in setup.topic.questions if q.kind == "numeric"}
    for extra in range(1, MORE_FOR_NUMBERS + 1):
        again = [
            m
            for m in passed
            if fate[m] == "survived" and (extra <= MORE_VARIANTS or m.question in numeric)
        ]
        if not again:
            break
        grade([(m, n + extra) for m in again])
    fate = {m: fate[m] for m in mutants if m in fate}
    _judge(section, fate, entries, passed)
    _check_entries(section, entries, everything, fate, path.name)
    section.figures |= {"mutants": len(fate), "made": len(everything)}
    killed = tuple(m for m in mutants if fate.get(m) == "killed")
    return section, hit, killed


def check_dead_tests(
    setup: Setup,
    run: Run,
    seconds: Mapping[str, float],
    hit: set[str],
    killed: Sequence[Mutant],
) -> Section:
    """Look for a mutant that fails each test which no wrong answer has failed so far."""
    section = Section("dead tests")
    hit = set(hit)
    section.figures["failed by a rejected answer or a first mutant"] = len(hit)
    tried: set[Mutant] = set()
    while True:
        missing = {t.question for t in setup.tests if t.name not in hit}
        batch: list[Mutant] = []
        for question in missing:
            own = [m for m in killed if m.question == question and m not in tried]
            batch += own[:BATCH]
        if not batch:
            break
        tried |= set(batch)
        tasks = _tasks(setup, [(m, 0) for m in batch], seconds, first=False)
        for result in run("dead tests", tasks):
            hit |= noticed(result.verdicts)
    for test in setup.tests:
        if test.name not in hit:
            section.count(test.question, "dead")
            section.find(
                f"no rejected answer and no mutant fails {test.name}", question=test.question,
                subject=test.name,
            )  # fmt: skip
    section.figures["tests"] = len(setup.tests)
    return section


def noticed(verdicts: Iterable[Verdict]) -> set[str]:
    """Return the tests that saw a wrong value; a mutant that raises would fail any test."""
    return {v.test for v in verdicts if v.status == "wrong"}


def diff(mutant: Mutant) -> str:
    """Return the mutant as a diff of its statement."""
    was = "\n".join(f"- {line}" for line in mutant.was.splitlines())
    becomes = "\n".join(f"+ {line}" for line in mutant.becomes.splitlines())
    return f"{was}\n{becomes}"


def _subject(mutant: Mutant) -> str:
    return "\n".join(map(str, (*mutant.key, mutant.cell)))


def _sample(setup: Setup, mutants: tuple[Mutant, ...]) -> tuple[Mutant, ...]:
    """All mutants, or for a quick look some of each question."""
    most = setup.options.mutants
    if most is None:
        return mutants
    by_question: dict[str, list[Mutant]] = defaultdict(list)
    for m in mutants:
        by_question[m.question].append(m)
    rng = generator(setup.options.seed, setup.stem, "sample of mutants")
    out: list[Mutant] = []
    for own in by_question.values():
        chosen = rng.permutation(len(own))[:most]
        out += [own[int(i)] for i in sorted(chosen)]
    return tuple(out)


def _tasks(
    setup: Setup,
    some: Sequence[tuple[Mutant, int]],
    seconds: Mapping[str, float],
    *,
    first: bool,
) -> list[Task]:
    """Grade mutants: one of each question in a notebook, one of a helper cell alone."""
    by_question: dict[str, list[tuple[Mutant, int]]] = defaultdict(list)
    for mutant, k in some:
        by_question[mutant.question].append((mutant, k))
    limit = max(seconds.values())
    tasks = []
    for mutant, k in by_question.pop("", []):  # a helper: several questions may use it
        answer = mutant.applied_to(setup.model)
        notebook = replace(setup, answers=(answer,)).whole(answer, k)
        only = users_of(setup, mutant)
        tasks.append(
            setup.task(
                "mutants", _subject(mutant), k, notebook, only=tuple(sorted(only)),
                first_failure="notebook" if first else "", call_seconds=limit,
            )
        )  # fmt: skip
    longest = max(map(len, by_question.values()), default=0)
    for i in range(longest):
        row = [own[i] for own in by_question.values() if i < len(own)]
        owners = {m.question: (_subject(m), m.applied_to(setup.model)) for m, _ in row}
        limit = max(seconds[m.question] for m, _ in row)
        tasks.append(
            setup.shared(
                "mutants",
                owners,
                row[0][1],
                i,
                first_failure="question" if first else "",
                call_seconds=limit,
            )
        )
    return tasks


def users_of(setup: Setup, mutant: Mutant) -> frozenset[str]:
    """Return the other questions that use the function in which the mutant lies."""
    if not mutant.function:
        return frozenset()
    return users(setup.model, mutant.function.split(".")[0]) - {mutant.question}


def _fate(verdicts: Sequence[Verdict], before: str) -> str:
    wrong = [v for v in verdicts if not v.passed]
    if not verdicts or any(v.status == "grader_fault" for v in wrong):
        return "faulty"
    if not wrong:
        return "survived"
    if before:
        return "sometimes"
    return "killed by time" if wrong[0].status in ("timed_out", "not_run") else "killed"


def _judge(
    section: Section,
    fate: Mapping[Mutant, str],
    entries: Sequence[Equivalent],
    passed: Iterable[Mutant],
) -> None:
    once = set(passed)
    for mutant, what in fate.items():
        question = mutant.question
        reason = reason_for(mutant, entries)
        section.count(question, "mutants")
        if what == "survived" and reason:
            section.count(question, "equivalent")
            continue
        if what == "survived":
            section.count(question, "survivors")
            section.find(
                f"survives ({mutant.operator})", question=question, subject=mutant.function,
                detail=diff(mutant),
            )  # fmt: skip
        elif what != "faulty":
            section.count(question, "killed")
            section.count(question, "by_time", int(what == "killed by time"))
        if reason and what != "survived":
            section.find(
                "equivalent.toml calls it equivalent, but a test fails it", question=question,
                subject=mutant.function, detail=diff(mutant),
            )  # fmt: skip
        elif mutant in once and what == "sometimes":
            section.count(question, "sometimes")
            section.note(
                f"noticed on some variants or inputs only ({mutant.operator})",
                question=question, subject=mutant.function, detail=diff(mutant),
            )  # fmt: skip


def _check_entries(
    section: Section,
    entries: Sequence[Equivalent],
    everything: Sequence[Mutant],
    fate: Mapping[Mutant, str],
    name: str,
) -> None:
    for entry in entries:
        if not any(entry.fits(m) for m in everything):
            section.find(
                f"an entry of {name} fits no mutant any more", question=entry.question,
                detail=f"- {entry.was}\n+ {entry.becomes}",
            )  # fmt: skip
    if not fate:
        section.find("the model answer has no mutant: nothing was shown")
