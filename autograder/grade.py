"""One submission → one GradeSheet.

`Examination` keeps the warm examiner of one topic (`examiner.py`) and grades jobs with it;
`sheet_of` turns what it says into the record. Nothing here knows notebooks or gradebooks.
"""

import atexit
import contextlib
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from autograder.errors import GraderFault, SandboxFault
from autograder.job import Job
from autograder.verdicts import CellRecord, GradeSheet, Score, Verdict, digest, score_of
from course_lib.topic import Topic

REPO = Path(__file__).resolve().parents[1]

MACHINERY = ("checks", "strategies", "pytest_plugin", "sitting", "student", "show")
"""Modules of the autograder on which a verdict depends."""


@dataclass(frozen=True, kw_only=True)
class Pieces:
    """Where the hidden side of a topic lies; a toy topic of the tests has its own."""

    topic: Topic
    module: str
    grader: Path
    solutions: Path

    @property
    def model(self) -> Path:
        """The model answer, which is the canary of every batch."""
        return self.solutions / self.topic.stem / "accepted" / "model.py"


def pieces_of(topic: Topic) -> Pieces:
    """Return the pieces of a topic of the syllabus."""
    return Pieces(
        topic=topic,
        module=f"course_lib.topics.{topic.stem}",
        grader=REPO / "graders" / f"test_{topic.stem}.py",
        solutions=REPO / "solutions",
    )


def grader_digest(pieces: Pieces) -> str:
    """Return the digest of everything hidden that a verdict depends on."""
    topic = REPO / "course_lib" / "topics"
    own = [*topic.glob(f"{pieces.topic.stem}.py"), *topic.glob(f"{pieces.topic.stem}/*.py")]
    shared = (REPO / "course_lib").glob("*.py")
    machinery = [REPO / "autograder" / f"{name}.py" for name in MACHINERY]
    files = sorted([pieces.grader, *own, *shared, *machinery])
    return digest("".join(f"{f.name} {digest(f.read_bytes())}\n" for f in files))


def environment_digest() -> str:
    """Return the digest of what else can change a number: interpreter, libraries, sandbox."""
    versions = {name: metadata.version(name) for name in ("numpy", "torch", "hypothesis")}
    sandbox = sorted((REPO / "autograder" / "sandbox").glob("*.py"))
    code = [digest(f.read_bytes()) for f in sandbox]
    facts = [platform.python_version(), platform.machine(), versions, code]
    return digest(json.dumps(facts, sort_keys=True))


class Examination:
    """The warm examiner of one topic. Use it as a context manager, or `close` it.

    Args:
        pieces: the hidden side of the topic.
        tier: the isolation of student code; None means the best that this machine gives.
    """

    def __init__(self, pieces: Pieces, *, tier: str | None = None) -> None:
        self.pieces = pieces
        self.tier = tier
        self.topic = pieces.topic
        self.grader = grader_digest(pieces)
        self.environment = environment_digest()
        self._process: subprocess.Popen[bytes] | None = None
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the examiner
        self.tests: tuple[Mapping[str, Any], ...] = ()
        """What each hidden test says of itself, in order; known once it has started."""
        atexit.register(self.close)

    def start(self) -> None:
        """Start the examiner if it is not running; SandboxFault says why it could not."""
        if self._process is not None and self._process.poll() is None:
            return
        p = self.pieces
        command = [
            sys.executable, "-m", "autograder.examiner", "--topic", self.topic.stem,
            "--module", p.module, "--grader", str(p.grader), "--model", str(p.model),
            *(["--tier", self.tier] if self.tier else []),
        ]  # fmt: skip
        environment = {
            **os.environ,
            # One thread: the examiner forks after importing numerical libraries.
            **dict.fromkeys(
                ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"
            ),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTHONPATH": os.pathsep.join([str(REPO), *_extra_path()]),
        }
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log,
            env=environment, cwd=REPO,
        )  # fmt: skip
        hello = self._reply()
        if hello["kind"] != "ready":
            self.close()
            raise SandboxFault(str(hello.get("text", "the examiner did not start")))
        self.tests = tuple(hello["tests"])

    def grade(self, job: Job) -> GradeSheet:
        """Grade one submission.

        Raises:
            GraderFault: nothing could be graded (no sandbox, failed canary, dead examiner).
        """
        self.start()
        assert self._process is not None and self._process.stdin is not None
        try:
            self._process.stdin.write(job.to_json().encode("ascii") + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise GraderFault(f"the examiner ended: {self._last_words()}") from None
        reply = self._reply()
        if reply["kind"] != "sheet":
            raise GraderFault(str(reply["text"]))
        return sheet_of(self, job, reply)

    def close(self) -> None:
        """End the examiner and what it started."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None and process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()

    def _reply(self) -> dict[str, Any]:
        assert self._process is not None and self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            words = self._last_words()
            self.close()
            return {
                "kind": "fault",
                "text": f"the examiner ended without an answer: {words}",
            }
        reply: dict[str, Any] = json.loads(line)
        return reply

    def _last_words(self) -> str:
        """Return the end of the examiner's log, on one line."""
        size = self._log.seek(0, os.SEEK_END)
        self._log.seek(max(0, size - 2000))
        lines = self._log.read().decode("utf-8", "replace").split("\n")
        return " | ".join(line.strip() for line in lines[-6:] if line.strip()) or "no log"

    def __enter__(self) -> Self:
        """Return itself; the examiner starts with the first job."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the examiner."""
        self.close()


def _extra_path() -> list[str]:
    """Folders this process imports from, which the examiner needs as well (the tests' toys)."""
    return [p for p in sys.path if p and Path(p).is_dir() and "site-packages" not in p]


def sheet_of(examination: Examination, job: Job, reply: Mapping[str, Any]) -> GradeSheet:
    """Return the record of a grading from what the examiner said."""
    topic = examination.topic
    verdicts = tuple(Verdict(**v) for v in reply["verdicts"])
    cells = tuple(
        CellRecord(**{**c, "figures": tuple(c["figures"])}) for c in reply["cells"]
    )
    faults = (str(reply["fault"]),) if reply["fault"] else ()
    scores = tuple(
        Score(
            question=q.name, max_points=q.points, points=None, reason="to be marked by hand"
        )
        if q.kind == "proof"
        else score_of(q.name, q.points, verdicts)
        for q in topic.questions
    )
    return GradeSheet(
        topic=topic.stem,
        student=job.student,
        edition=job.edition,
        submission=job.submission,
        grader=examination.grader,
        variant=job.variant_digest,
        environment=examination.environment,
        seed=digest(job.seed),
        tier=str(reply["tier"]),
        layers=tuple(reply["layers"]),
        verdicts=verdicts,
        scores=scores,
        cells=cells,
        faults=faults,
        notes=job.notes,
        seconds={"grading": float(reply["seconds"])},
    )
