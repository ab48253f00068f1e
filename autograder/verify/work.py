"""Who does the work: persistent processes, each with a warm examiner of the present topic.

What crosses to a worker is text and paths; it finds the topic by the name of its module. A
worker that dies takes one task with it, which is then reported as a fault, not tried again: a
second try could hide what verification looks for.
"""

import atexit
import importlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    as_completed,
)
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.batch import local_executor
from autograder.errors import GraderFault, MpdlError
from autograder.grade import Examination, Pieces
from autograder.job import Job
from autograder.pytest_plugin import HiddenTest
from autograder.verdicts import GradeSheet
from autograder.verify.plan import Options, Result, Section, Subject, Task

Check = Callable[[Subject, Options], Section]


@dataclass(frozen=True)
class Address:
    """Where a subject is found by another process."""

    module: str
    grader: str
    solutions: str
    template: str
    reference: tuple[str, ...]

    @classmethod
    def of(cls, subject: Subject) -> "Address":
        """Return the address of a subject."""
        p = subject.pieces
        return cls(
            p.module, str(p.grader), str(p.solutions), str(subject.template),
            tuple(map(str, subject.reference)),
        )  # fmt: skip

    def subject(self) -> Subject:
        """Return the subject that lives here."""
        topic = importlib.import_module(self.module).TOPIC
        pieces = Pieces(
            topic=topic, module=self.module, grader=Path(self.grader),
            solutions=Path(self.solutions),
        )  # fmt: skip
        return Subject(
            pieces=pieces,
            template=Path(self.template),
            reference=tuple(map(Path, self.reference)),
        )


_warm: dict[Address, Examination] = {}
"""The warm examiner of this worker process; one topic at a time, to keep memory flat."""


def examination_at(address: Address) -> Examination:
    """Return this process's warm examiner; that of another topic is closed."""
    if address not in _warm:
        close_all()
        _warm[address] = Examination(address.subject().pieces)
    return _warm[address]


@atexit.register
def close_all() -> None:
    """Close this process's examiner."""
    while _warm:
        _warm.popitem()[1].close()


def in_worker_tests(address: Address) -> tuple[tuple[dict[str, Any], ...], str]:
    """In a worker: return what the hidden tests say of themselves, or why they say nothing."""
    try:
        examination = examination_at(address)
        examination.start()
        return tuple(dict(t) for t in examination.tests), ""
    except MpdlError as e:
        close_all()
        return (), str(e)


def in_worker_grade(address: Address, text: str) -> tuple[str, str]:
    """In a worker: grade one job; return (sheet as JSON, '') or ('', fault)."""
    try:
        return examination_at(address).grade(Job.from_json(text)).to_json(), ""
    except GraderFault as e:
        close_all()
        return "", str(e)


def in_worker_check(address: Address, check: Check, options: Options) -> Section:
    """In a worker: run a check that needs no student code."""
    return check(address.subject(), options)


class Workshop:
    """The processes of one verification. Use it as a context manager."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._executor: Executor = local_executor(jobs)

    def __enter__(self) -> "Workshop":
        """Return itself; processes start with the first task."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes."""
        self._executor.shutdown(wait=True, cancel_futures=True)

    def tests(self, address: Address) -> tuple[HiddenTest, ...]:
        """Return the hidden tests of a topic.

        Raises:
            GraderFault: they could not be collected, or no sandbox could be started.
        """
        try:
            tests, fault = self._executor.submit(in_worker_tests, address).result()
        except BrokenExecutor as e:
            self._replace()
            raise GraderFault(f"a worker process ended: {e}") from None
        if fault:
            raise GraderFault(fault)
        return tuple(HiddenTest(**t) for t in tests)

    def check(self, address: Address, check: Check, options: Options) -> "Future[Section]":
        """Begin a check that needs no student code."""
        return self._executor.submit(in_worker_check, address, check, options)

    def grade(self, address: Address, tasks: Sequence[Task]) -> Iterator[Result]:
        """Grade tasks and yield what comes of each, in the order of completion."""
        waiting = {
            self._executor.submit(in_worker_grade, address, t.job.to_json()): t
            for t in tasks
        }
        broken = False
        for future in as_completed(waiting):
            try:
                text, fault = future.result()
            except BrokenExecutor as e:
                text, fault, broken = "", f"a worker process ended: {e}", True
            sheet = GradeSheet.from_json(text) if text else None
            yield Result(task=waiting[future], sheet=sheet, fault=fault)
        if broken:
            self._replace()

    def _replace(self) -> None:
        assert isinstance(self._executor, ProcessPoolExecutor)
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = local_executor(self.jobs)
