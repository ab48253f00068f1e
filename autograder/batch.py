"""Many submissions: jobs on any `concurrent.futures` executor, sheets as they come.

The executor decides where the work is done: `local_executor` gives one process a job slot,
each with its own warm examiner. What crosses to a worker and back is JSON text, so an
executor of another library or machine will do. The caller is the only writer.
"""

import atexit
import multiprocessing
from collections.abc import Iterable, Iterator
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    as_completed,
)
from dataclasses import dataclass

from autograder.errors import GraderFault, MpdlError
from autograder.grade import Examination, pieces_of
from autograder.job import Job
from autograder.verdicts import GradeSheet
from course_lib.syllabus import find

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
    return ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"))


def examine(text: str) -> tuple[str, str]:
    """In a worker: grade one job (JSON) and return (sheet as JSON, '') or ('', fault).

    A dead examiner is replaced and the job tried once more; a second death is a fault of ours.
    """
    job = Job.from_json(text)
    for attempt in (1, 2):
        try:
            return examination_of(job.topic).grade(job).to_json(), ""
        except GraderFault as e:
            drop(job.topic)
            if attempt == 2 or "nothing was graded" in str(e):
                return "", str(e)
    raise AssertionError("unreachable")


def examination_of(stem: str) -> Examination:
    """Return this process's warm examiner of a topic."""
    if stem not in _examinations:
        _examinations[stem] = Examination(pieces_of(find(stem)))
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


def grade_all(jobs: Iterable[Job], executor: Executor) -> Iterator[Graded]:
    """Grade jobs on an executor and yield what comes of each, in the order of completion."""
    waiting: dict[Future[tuple[str, str]], Job] = {
        executor.submit(examine, job.to_json()): job for job in jobs
    }
    for future in as_completed(waiting):
        job = waiting[future]
        try:
            text, fault = future.result()
        except BrokenExecutor as e:
            text, fault = "", f"a worker process ended: {e}"
        except MpdlError as e:
            text, fault = "", str(e)
        yield Graded(job, GradeSheet.from_json(text) if text else None, fault)
