"""The warm process that grades one topic: pytest collected once, a fork for each submission.

::

    python -m autograder.examiner --topic STEM --module MODULE --grader FILE --model FILE
                                  [--tier TIER]

reads jobs (one line of JSON each) from standard input and writes sheets (one line each) to
what was standard output. It starts the sandbox, imports the hidden tests once,
and forks for each job: a test that damages the process, or a fault of ours that kills it,
costs one submission its verdicts and nobody else anything. The process that forks never
computes, so that the children's numerical libraries are safe.

Before the first submission the model answer of that student's variant is graded: if the
canary does not pass every test, nothing is graded.
"""

import argparse
import contextlib
import gc
import importlib
import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from autograder.catalogue import Answer, read, segments
from autograder.errors import MpdlError
from autograder.job import Job
from autograder.pytest_plugin import (
    GradingPlugin,
    HiddenTest,
    explain_failures,
    warm_hypothesis,
)
from autograder.sandbox.box import PRELOAD, Zygote
from autograder.sandbox.limits import Limits
from autograder.sitting import Sitting
from autograder.variants import from_data
from autograder.verdicts import CellRecord, Verdict
from course_lib.topic import Topic

HEAVY = ("torch", "matplotlib")
"""Packages that are imported beforehand only for code that names them."""

WALL_SECONDS = 600.0
"""Backstop for one submission; its own limits end it long before."""
WALL_A_CPU_SECOND = 5.0
"""A call may take so many times its CPU time by the clock: the backstop for sleepers."""
MEMORY_BYTES = 8 << 30
"""Address space of the trusted fork: a bomb that gets through ends one grading, not the host."""


@dataclass
class Outcome:
    """What the fork of one submission told before it ended."""

    verdicts: list[Verdict]
    cells: tuple[CellRecord, ...] = ()
    tier: str = ""
    layers: tuple[str, ...] = ()
    fault: str = ""
    finished: bool = False


class Examiner:
    """The pytest plugin that takes over the run loop and serves jobs."""

    def __init__(
        self,
        topic: Topic,
        grading: GradingPlugin,
        model: Path,
        jobs: Any,
        replies: BinaryIO,
        tier: str | None = None,
    ) -> None:
        self.tier = tier
        self.topic, self.grading, self.model_file = topic, grading, model
        self.jobs, self.replies = jobs, replies
        self.zygotes: dict[Sequence[str], Zygote] = {}
        """The warm processes of the sandbox, by what they have imported."""
        self.model: Answer | None = None
        self.canary = ""
        self.canary_sung = False
        self.limits = Limits(
            call_cpu_seconds=topic.call_seconds,
            call_wall_seconds=WALL_A_CPU_SECOND * topic.call_seconds,
        )

    def say(self, kind: str, **what: Any) -> None:
        """Write one line of JSON to the client."""
        line = json.dumps({"kind": kind, **what}, ensure_ascii=True)
        self.replies.write(line.encode("ascii") + b"\n")
        self.replies.flush()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Serve jobs until standard input ends."""
        refusal = self.grading.refusal
        if refusal or session.testsfailed or not session.items:
            name = f"graders/test_{self.topic.stem}.py"
            self.say("fault", text=refusal or f"{name}: no test could be collected")
            return True
        try:
            self.model = read(self.model_file, self.topic)
            self.serve_all(session)
        except MpdlError as e:
            self.say("fault", text=str(e))
        return True

    def serve_all(self, session: pytest.Session) -> None:
        """Start the sandbox, then grade one job after another."""
        warm_hypothesis()
        try:
            zygote = self.zygote_with(preload_for(()))
            self.say(
                "ready",
                tests=[asdict(t) for t in self.grading.tests.values()],
                tier=zygote.tier,
                environment=dict(zygote.info),
            )
            # What is alive now lives for ever: collecting it would only copy pages in the forks.
            gc.collect()
            gc.freeze()
            for line in self.jobs:
                self.serve(session, Job.from_json(line.decode("ascii")))
        finally:
            for zygote in self.zygotes.values():
                zygote.close()

    def zygote_with(self, preload: Sequence[str]) -> Zygote:
        """Return the warm process that has imported these modules; start it if need be."""
        if preload not in self.zygotes:
            self.zygotes[preload] = Zygote(tier=self.tier, preload=preload)
        return self.zygotes[preload]

    def zygote_for(self, job: Job) -> Zygote:
        """Return the warm process for a submission: with what its code names.

        A fork of a process without torch costs a third of the CPU time. Whoever imports it by
        a road that this does not see gets it all the same, two seconds later.
        """
        code = [source for s in job.segments for _, source in s.cells]
        return self.zygote_with(preload_for(h for h in HEAVY if any(h in c for c in code)))

    def serve(self, session: pytest.Session, job: Job) -> None:
        """Grade one submission and say what came of it."""
        started = time.monotonic()
        if not (self.canary_sung or job.trial):
            self.canary = self.sing(session, job)
            self.canary_sung = not self.canary
        if self.canary and not job.trial:
            self.say("fault", text=self.canary)
            return
        outcome = self.examine(session, job)
        if not job.trial and (outcome.fault or not self.is_complete(outcome, job)):
            again = self.examine(session, job)
            if not again.fault:
                outcome = again
        self.say(
            "sheet",
            verdicts=[asdict(v) for v in self.complete(outcome, job)],
            cells=[asdict(c) for c in outcome.cells],
            tier=outcome.tier,
            layers=outcome.layers,
            fault=outcome.fault,
            seconds=time.monotonic() - started,
        )

    def sing(self, session: pytest.Session, job: Job) -> str:
        """Grade the model answer of this variant; return why it did not pass, or ''."""
        assert self.model is not None
        own = segments(self.model, self.model, self.topic, job.variant)
        canary = replace(job, segments=own, only=(), first_failure="")
        outcome = self.examine(session, canary)
        failed = [v for v in self.complete(outcome, canary) if not v.passed]
        if outcome.fault and not failed:
            return f"the canary could not be graded: {outcome.fault}"
        if failed:
            v = failed[0]
            return (
                f"the model answer of {self.topic.stem} fails {len(failed)} hidden tests, "
                f"first {v.test} ({v.status}: {v.message}); nothing was graded"
            )
        return ""

    def expected(self, job: Job, told: Sequence[Verdict] = ()) -> list[HiddenTest]:
        """Return the tests that a job asks for, in the order of the notebook.

        After what was told so far: a job may skip what follows a failure.
        """
        decided = {v.question for v in told if job.first_failure and not v.passed}
        if decided and job.first_failure == "notebook":
            decided = {q.name for q in self.topic.questions}
        names = {v.test for v in told}
        return [
            t
            for t in self.grading.tests.values()
            if (not job.only or t.question in job.only)
            and (not job.tests or t.name in job.tests)
            and (t.question not in decided or t.name in names)
        ]

    def is_complete(self, outcome: Outcome, job: Job) -> bool:
        """True if every expected test told something that is not a fault of ours."""
        told = {v.test for v in outcome.verdicts if v.status != "grader_fault"}
        return told == {t.name for t in self.expected(job, outcome.verdicts)}

    def complete(self, outcome: Outcome, job: Job) -> list[Verdict]:
        """Return one verdict for each expected test: a missing one is a fault of ours."""
        by_name = {v.test: v for v in outcome.verdicts}
        return [
            by_name.get(t.name)
            or Verdict(
                test=t.name, question=t.question, weight=t.weight, status="grader_fault",
                title=t.title, message=outcome.fault or "the test reported no verdict",
            )
            for t in self.expected(job, outcome.verdicts)
        ]  # fmt: skip

    def examine(self, session: pytest.Session, job: Job) -> Outcome:
        """Fork; the child runs every hidden test; read its verdicts until it ends."""
        zygote = self.zygote_for(job)
        reader, writer = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            os.close(reader)
            self.sit(session, job, zygote, writer)
        os.close(writer)
        outcome = Outcome([])
        try:
            for line in _lines(reader, time.monotonic() + WALL_SECONDS):
                _take(outcome, json.loads(line))
        except TimeoutError:
            outcome.fault = f"grading took longer than {WALL_SECONDS:.0f} s and was stopped"
        finally:
            os.close(reader)
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
        if not outcome.finished and not outcome.fault:
            code = os.waitstatus_to_exitcode(status)
            outcome.fault = f"the grading process ended early (exit {code})"
        return outcome

    def sit(self, session: pytest.Session, job: Job, zygote: Zygote, writer: int) -> None:
        """In the forked child: run the tests, write verdicts, never return."""
        try:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
            with os.fdopen(writer, "wb") as pipe:
                _sit(session, self, job, zygote, pipe)
        except BaseException as e:
            os.write(2, f"{type(e).__name__}: {e}\n".encode(errors="replace"))
            os._exit(1)
        os._exit(0)


def preload_for(named: Iterable[str]) -> tuple[str, ...]:
    """Return what a warm process imports, given which heavy packages the code names."""
    left_out = set(HEAVY) - set(named)
    return tuple(name for name in PRELOAD if name.split(".")[0] not in left_out)


def _sit(
    session: pytest.Session, examiner: Examiner, job: Job, zygote: Zygote, pipe: BinaryIO
) -> None:
    def write(**what: Any) -> None:
        pipe.write(json.dumps(what).encode("ascii") + b"\n")
        pipe.flush()

    limits = examiner.limits
    if job.call_seconds:
        limits = replace(
            limits,
            call_cpu_seconds=job.call_seconds,
            call_wall_seconds=10 * job.call_seconds,
        )
    sitting = Sitting(job.segments, lambda: zygote.box(limits))
    variant = from_data(job.variant, examiner.topic)
    verdicts: list[Verdict] = []

    def report(verdict: Verdict) -> None:
        verdicts.append(verdict)
        write(verdict=asdict(verdict))

    examiner.grading.begin(sitting, variant, bytes.fromhex(job.seed), report)
    explain_failures(job.explain)
    examiner.grading.draws = job.explain
    examiner.grading.share, examiner.grading.in_full = job.share, job.in_full
    wanted = {t.name for t in examiner.expected(job)}
    items = [item for item in session.items if item.name in wanted]
    try:
        for item, following in zip(items, [*items[1:], None], strict=True):
            if item.name in {t.name for t in examiner.expected(job, verdicts)}:
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if not job.only:
            sitting.finish()
    except MpdlError as e:
        write(fault=str(e))
    finally:
        sitting.close()
    write(
        done=True,
        cells=[asdict(c) for c in sitting.records],
        tier=sitting.tier,
        layers=sitting.layers,
    )


def _take(outcome: Outcome, what: dict[str, Any]) -> None:
    if "verdict" in what:
        outcome.verdicts.append(Verdict(**what["verdict"]))
    elif "fault" in what:
        outcome.fault = what["fault"]
    else:
        outcome.finished = True
        outcome.cells = tuple(
            CellRecord(**{**c, "figures": tuple(c["figures"])}) for c in what["cells"]
        )
        outcome.tier, outcome.layers = what["tier"], tuple(what["layers"])


def _lines(fd: int, deadline: float) -> Iterator[bytes]:
    """Yield lines from a pipe until it ends; TimeoutError when the deadline has passed."""
    rest = b""
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([fd], [], [], left)[0]:
            raise TimeoutError
        chunk = os.read(fd, 1 << 16)
        if not chunk:
            return
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines


def main(argv: list[str] | None = None) -> int:
    """Serve one topic on standard input and output."""
    parser = argparse.ArgumentParser(prog="examiner")
    for name in ("topic", "module", "grader", "model"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--tier", help="isolation; the best of this machine if not given")
    options = parser.parse_args(argv)
    # Whatever prints to standard output from here on goes to the log, not into the replies.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    topic: Topic = importlib.import_module(options.module).TOPIC
    grading = GradingPlugin(topic)
    examiner = Examiner(
        topic, grading, Path(options.model), sys.stdin.buffer, replies, options.tier
    )
    code = pytest.main(
        [
            options.grader, "-q", "--noconftest", "-c", os.devnull,
            "--rootdir", str(Path(options.grader).parent), "--import-mode=importlib",
            "--assert=plain", "-p", "no:cacheprovider", "-p", "no:logging",
            "-p", "no:faulthandler", "-W", "ignore", "--capture=no",
            # Nobody reads pytest's own account of a failure, and its usual form parses the
            # whole file for each line of the traceback: nine tenths of a wrong answer's time.
            "--tb=native",
        ],
        plugins=[grading, examiner],
    )  # fmt: skip
    if code:
        examiner.say("fault", text=f"pytest ended with code {int(code)}; its log says why")
    return 3 if code else 0


if __name__ == "__main__":
    sys.exit(main())
