"""Many submissions: jobs on any `concurrent.futures` executor, sheets as they come.

The executor decides where the work is done: `local_executor` gives one process a job slot,
each with its own warm examiner. What crosses to a worker and back is JSON text, so an
executor of another library or machine will do. The caller is the only writer.
"""

import atexit
import ctypes
import multiprocessing
import os
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from dataclasses import dataclass

from autograder.errors import GraderFault, MpdlError
from autograder.grade import Examination, grader_digest, pieces_of
from autograder.job import Job
from autograder.verdicts import GradeSheet
from course_lib.syllabus import find

PR_SET_PDEATHSIG = 1
"""From linux/prctl.h."""

WINDOW = 32
"""Jobs that are with the executor at one time: memory stays flat however large the class."""

_examinations: dict[str, Examination] = {}
"""The warm examiners of this worker process, by topic."""


@dataclass(frozen=True)
class Graded:
    """A sheet, or the fault of ours that prevented one."""

    job: Job
    sheet: GradeSheet | None
    fault: str = ""


def local_executor(jobs: int) -> Executor:
    """Return an executor of `jobs` processes; each starts clean (no fork of this one)."""
    return ProcessPoolExecutor(
        jobs,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_end_with,
        initargs=(os.getpid(),),
    )


def _end_with(parent: int) -> None:
    """In a worker: ask the kernel to end this process when the one that started it ends.

    A worker waits for work on a pipe that its siblings hold open as well, so that a batch that
    is killed would leave all of them behind, each with an examiner and a sandbox.
    """
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before we could ask
        os.kill(os.getpid(), signal.SIGKILL)


def grade_here(job: Job) -> GradeSheet:
    """Grade one job with this process's warm examiner.

    A dead examiner is replaced and the job tried once more; a second death is a fault of ours.

    Raises:
        GraderFault: nothing could be graded.
    """
    try:
        return examination_of(job.topic).grade(job)
    except GraderFault as e:
        drop(job.topic)
        if "nothing was graded" in str(e):
            raise
    try:
        return examination_of(job.topic).grade(job)
    except GraderFault:
        drop(job.topic)
        raise


def examine(text: str) -> tuple[str, str]:
    """In a worker: grade one job (JSON) and return (sheet as JSON, '') or ('', fault)."""
    try:
        return grade_here(Job.from_json(text)).to_json(), ""
    except GraderFault as e:
        return "", str(e)


def examination_of(stem: str) -> Examination:
    """Return this process's warm examiner of a topic; a new one if the grader was changed.

    A server lives for weeks, and what it imported at its start would go on grading.

    Raises:
        GraderFault: the syllabus of this machine has no such topic.
    """
    try:
        pieces = pieces_of(find(stem))
    except LookupError as e:
        raise GraderFault(str(e)) from None
    known = _examinations.get(stem)
    if known is not None and known.grader != grader_digest(pieces):
        drop(stem)
    if stem not in _examinations:
        _examinations[stem] = Examination(pieces)
    return _examinations[stem]


def drop(stem: str) -> None:
    """Close this process's examiner of a topic."""
    examination = _examinations.pop(stem, None)
    if examination is not None:
        examination.close()


@atexit.register
def drop_all() -> None:
    """Close every examiner of this process."""
    for stem in list(_examinations):
        drop(stem)


def grade_all(
    jobs: Iterable[Job], executor: Executor | None = None, *, window: int = WINDOW
) -> Iterator[Graded]:
    """Grade jobs and yield what comes of each, in the order of completion.

    Args:
        jobs: what to grade; asked for as the work goes on.
        executor: where; None means here, one after another.
        window: how many jobs the executor is given at one time.
    """
    if executor is None:
        yield from (_here(job) for job in jobs)
        return
    queue, waiting = iter(jobs), dict[Future[tuple[str, str]], Job]()
    more = True
    while more or waiting:
        while more and len(waiting) < window:
            job = next(queue, None)
            more = job is not None
            if job is not None:
                try:
                    waiting[executor.submit(examine, job.to_json())] = job
                except BrokenExecutor as e:
                    yield Graded(job, None, f"a worker process ended: {e}")
        for future in wait(waiting, return_when=FIRST_COMPLETED).done:
            yield _result(waiting.pop(future), future)


def _here(job: Job) -> Graded:
    try:
        return Graded(job, grade_here(job))
    except GraderFault as e:
        return Graded(job, None, str(e))


def _result(job: Job, future: Future[tuple[str, str]]) -> Graded:
    try:
        text, fault = future.result()
    except BrokenExecutor as e:
        text, fault = "", f"a worker process ended: {e}"
    except MpdlError as e:
        text, fault = "", str(e)
    return Graded(job, GradeSheet.from_json(text) if text else None, fault)
