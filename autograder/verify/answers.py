"""Catalogued answers: right ones pass always, wrong ones fail exactly as they say.

Answers to different questions share a notebook (see `Setup.composed`). On the first variant
every test tries all of its random examples; on the others, and where false alarms are looked
for, a share of them: many gradings of few examples see more than few of many. The tests that a
wrong answer must fail are run on every variant, with all of their examples; that it passes the
others is seen on every fifth. `--thorough` runs everything everywhere.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from autograder.catalogue import Answer
from autograder.verdicts import Verdict
from autograder.verify.findings import Part
from autograder.verify.plan import Result, Run, Section, Setup, Share, Task, packed

ALL_TESTS_EVERY = 5
"""On every fifth variant a wrong answer meets the tests that it should pass as well."""


def name_of(answer: Answer) -> str:
    """Return how a file is called in a report: accepted/model.py."""
    return f"{answer.path.parent.name}/{answer.path.name}"


def check_accepted(setup: Setup, run: Run) -> Section:
    """Grade every accepted answer on every variant: full marks."""
    section = Section("accepted")
    accepted = [a for a in setup.answers if a.accepted]
    for answer in accepted:
        for question in answer.questions:
            section.count(question, "accepted")
    tasks = _tasks(setup, "accepted", accepted)
    _judge_right(setup, section, _graded(setup, run, section, tasks))
    n = setup.options.variants
    section.figures = {"files": len(accepted), "gradings": n * len(accepted)}
    return section


def check_false_alarms(setup: Setup, run: Run) -> Section:
    """Grade accepted answers until each question had `repeat` gradings; replay a seed."""
    section = Section("false alarms")
    roads = {
        q: [a for a in setup.answers if a.accepted and q in a.questions]
        for q in setup.questions
    }
    done = {q: setup.options.variants * len(own) for q, own in roads.items()}
    tasks: list[Task] = []
    while wanted := [q for q in done if roads[q] and done[q] < setup.options.repeat]:
        i = len(tasks)
        answers = {q: roads[q][i % len(roads[q])] for q in wanted}
        owners = {q: (name_of(a), a) for q, a in answers.items()}
        # Beyond the variants of the accepted part: fresh ones here as well.
        k = setup.options.variants + i
        tasks.append(setup.shared("false alarms", owners, k, 0, share=setup.options.share))
        for q in wanted:
            done[q] += 1
    _judge_right(setup, section, _graded(setup, run, section, tasks))
    section.figures = {
        "gradings": sum(len(t.owners) for t in tasks),
        "fewest of a question": min(done.values()),
    }
    _check_replay(setup, run, section)
    return section


def _check_replay(setup: Setup, run: Run, section: Section) -> None:
    """The same job twice, as a submission is graded (with shrinking): the same sheet."""
    tasks = []
    for answer in [setup.model, *[a for a in setup.answers if not a.accepted][:1]]:
        only = () if answer is setup.model else tuple(sorted(answer.questions))
        task = setup.task(
            "false alarms", f"replay {name_of(answer)}", 0, setup.whole(answer, 0),
            only=only, explain=True,
        )  # fmt: skip
        tasks += [task, task]
    sheets = defaultdict(list)
    for result in run("false alarms", tasks):
        for fault in result.faults:
            section.find(fault, subject=result.task.subject, replay=setup.replay(0))
        if result.sheet is not None:
            sheets[result.task.subject].append(result.sheet)
    for subject, (first, second) in ((s, p) for s, p in sheets.items() if len(p) == 2):
        if first.fingerprint != second.fingerprint:
            pairs = zip(first.verdicts, second.verdicts, strict=False)
            differ = [a.test for a, b in pairs if _timeless(a) != _timeless(b)]
            section.find(
                "the same seed gives another sheet; tests that differ: "
                + (", ".join(differ) or "none, but the rest of the sheet does"),
                subject=subject, replay=setup.replay(0),
            )  # fmt: skip
    section.figures["replayed"] = len(sheets)


def _timeless(v: Verdict) -> tuple[str, str, str, str, str]:
    return v.status, v.message, v.input, v.result, v.figure


def check_rejected(setup: Setup, run: Run) -> tuple[Section, set[str]]:
    """Grade every rejected answer on every variant; also return the tests that failed some."""
    section = Section("rejected")
    rejected = {name_of(a): a for a in setup.answers if not a.accepted}
    for answer in rejected.values():
        for question in answer.questions:
            section.count(question, "rejected")
    by_file: dict[str, list[tuple[int, Share]]] = defaultdict(list)
    hit: set[str] = set()
    tasks = _tasks(setup, "rejected", list(rejected.values()))
    for result in _graded(setup, run, section, tasks):
        _add_faults(setup, section, result)
        for share in result.shares():
            by_file[share.subject].append((result.task.k, share))
            hit |= failed(share.verdicts)
    for name, shares in by_file.items():
        _judge_wrong(setup, section, rejected[name], sorted(shares, key=lambda s: s[0]))
    n = setup.options.variants
    section.figures = {"files": len(rejected), "gradings": n * len(rejected)}
    return section, hit


def failed(verdicts: Iterable[Verdict]) -> set[str]:
    """Return the tests that noticed something: not those that were not run or broke."""
    quiet = ("passed", "not_run", "grader_fault")
    return {v.test for v in verdicts if v.status not in quiet}


def _tasks(setup: Setup, part: Part, answers: Sequence[Answer]) -> list[Task]:
    """Every answer on every variant, answers to different questions in one notebook."""
    tasks = []
    for number, group in enumerate(packed(answers)):
        owners = {q: (name_of(a), a) for a in group for q in a.questions}
        must_fail = tuple(sorted(test for a in group for test in a.fails))
        for k in range(setup.options.variants):
            every = setup.options.thorough or k % ALL_TESTS_EVERY == 0
            tests = () if every else must_fail
            share = setup.options.share if k or setup.options.quick else 1.0
            tasks.append(
                setup.shared(
                    part, owners, k, number, share=share, in_full=must_fail, tests=tests
                )
            )
    return tasks


def _graded(
    setup: Setup, run: Run, section: Section, tasks: Sequence[Task]
) -> Iterator[Result]:
    """Grade notebooks; an answer with a surprising verdict in company is graded again alone.

    With the same hidden inputs, so that only the company can make a difference: an answer that
    switches off torch's gradients for the whole process spoils others, which says nothing of
    the grader. What the answer gets alone is what counts.
    """
    answers = {name_of(a): a for a in setup.answers}
    alone: list[Task] = []
    for result in run(section.part, tasks):
        company = result.task.owners
        odd = {s.subject for s in result.shares() if _is_surprising(s, answers[s.subject])}
        if len(set(company.values())) == 1:
            odd = set()
        for name in odd:
            own = {q: n for q, n in company.items() if n == name}
            job = replace(
                result.task.job,
                segments=setup.whole(answers[name], result.task.k),
                only=tuple(q for q in result.task.job.only if q in own),
            )
            alone.append(Task(subject=name, job=job, k=result.task.k, owners=own))
        left = {q: n for q, n in company.items() if n not in odd}
        if left:
            yield replace(result, task=replace(result.task, owners=left))
        else:
            _add_faults(setup, section, result)
    for result in run(section.part, alone) if alone else ():
        for share in result.shares():
            if not _is_surprising(share, answers[share.subject]):
                section.note(
                    "is graded as it should alone, but not in a notebook with other answers",
                    subject=share.subject, replay=setup.replay(result.task.k),
                )  # fmt: skip
        yield result


def _is_surprising(share: Share, answer: Answer) -> bool:
    verdicts = (v for v in share.verdicts if v.status != "grader_fault")
    return any(v.passed == (v.test in answer.fails) for v in verdicts)


def _add_faults(setup: Setup, section: Section, result: Result) -> None:
    for fault in result.faults:
        names = ", ".join(dict.fromkeys(result.task.owners.values()))
        section.find(
            f"grader fault: {fault}", subject=names or result.task.subject,
            replay=setup.replay(result.task.k),
        )  # fmt: skip


def _judge_right(setup: Setup, section: Section, results: Iterable[Result]) -> None:
    """Every expected test passed, on every variant."""
    complaints: dict[tuple[str, str], list[tuple[int, Verdict]]] = defaultdict(list)
    times: Counter[str] = Counter()
    for result in results:
        task = result.task
        _add_faults(setup, section, result)
        silent = setup.tests_of(task.job.only) - {v.test for v in result.verdicts}
        for test in sorted(silent) if result.sheet is not None else ():
            section.find(
                f"{test} gave no verdict", subject=test, replay=setup.replay(task.k)
            )
        for share in result.shares():
            times[share.subject] += 1
            for question in share.questions:
                section.count(question, "gradings")
            for v in share.verdicts:
                if not v.passed and v.status != "grader_fault":
                    complaints[share.subject, v.test].append((task.k, v))
    for (subject, test), cases in sorted(complaints.items()):
        k, v = cases[0]
        section.find(
            f"fails {test} in {len(cases)} of {times[subject]} gradings: {v.status}: {v.message}",
            question=v.question, subject=subject, detail=seen(v), replay=setup.replay(k),
        )  # fmt: skip


def seen(verdict: Verdict) -> str:
    """Return input and result of a verdict, if it has any."""
    if not (verdict.input or verdict.result):
        return ""
    return f"{verdict.input[:600]}\n-> {verdict.result[:300]}"


def _judge_wrong(
    setup: Setup, section: Section, answer: Answer, shares: list[tuple[int, Share]]
) -> None:
    """Fails exactly FAILS on every variant, and loses marks there."""
    subject, n = name_of(answer), len(shares)
    missed: dict[str, list[int]] = defaultdict(list)
    extra: dict[str, list[tuple[int, Verdict]]] = defaultdict(list)
    free: dict[str, list[int]] = defaultdict(list)
    for k, share in shares:
        for v in share.verdicts:
            if v.test in answer.fails and v.passed:
                missed[v.test].append(k)
            elif v.test not in answer.fails and v.status not in ("passed", "grader_fault"):
                extra[v.test].append((k, v))
        for question in {v.question for v in share.verdicts if v.test in answer.fails}:
            score = share.scores[question]
            if score.points is not None and score.points >= score.max_points:
                free[question].append(k)
    question = next(iter(sorted(answer.questions)), "")
    for test, ks in sorted(missed.items()):
        section.find(
            f"passes {test}, which its FAILS names, in {len(ks)} of {n} gradings",
            question=question, subject=subject, replay=setup.replay(ks[0]),
        )  # fmt: skip
    for test, cases in sorted(extra.items()):
        k, v = cases[0]
        section.find(
            f"fails {test}, which its FAILS does not name, in {len(cases)} of {n} gradings: "
            f"{v.status}: {v.message}",
            question=v.question, subject=subject, detail=seen(v), replay=setup.replay(k),
        )  # fmt: skip
    for name, ks in sorted(free.items()):
        section.find(
            f"gets full marks for {name} in {len(ks)} of {n} gradings",
            question=name, subject=subject, replay=setup.replay(ks[0]),
        )  # fmt: skip
