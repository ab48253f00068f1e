"""Grades the attacked class from a process of its own: ``python grade_attacked.py COURSE SOLUTIONS``.

What a test kills. Workers import this file as well (processes are spawned), and so know the topic.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), *(str(ROOT / "tests" / d) for d in ("hostile", "toy"))]

import t98_attacked  # noqa: E402
import t99_toy  # noqa: E402

from autograder import batch, service  # noqa: E402
from autograder.classroom import grade_class  # noqa: E402
from autograder.course import Course  # noqa: E402
from autograder.environment import complete_path  # noqa: E402
from autograder.errors import MpdlError  # noqa: E402
from autograder.grade import Pieces  # noqa: E402
from course_lib import syllabus  # noqa: E402

TOPIC = t98_attacked.TOPIC
PIECES = Pieces(
    topic=TOPIC, module="t98_attacked",
    grader=Path(t99_toy.__file__).with_name("grader_t99_toy.py"), solutions=Path(sys.argv[2]),
)  # fmt: skip

syllabus.SYLLABUS = (*syllabus.SYLLABUS, TOPIC)
batch.pieces_of = service.pieces_of = lambda topic: PIECES


def main() -> int:
    """Grade the class; say on standard output what comes of each student."""

    def told(student: str, what: str) -> None:
        sys.stdout.write(f"{student} {what}\n")
        sys.stdout.flush()

    complete_path()
    try:
        results = grade_class(Course(Path(sys.argv[1])), TOPIC.stem, jobs=2, told=told)
    except MpdlError as e:
        sys.stderr.write(f"{e}\n")
        return e.exit_code
    for r in results:
        if r.outcome != "graded":
            sys.stderr.write(f"{r.student}: {r.outcome}: {r.text}\n")
    return 3 if any(r.outcome == "fault" for r in results) else 0


if __name__ == "__main__":
    sys.exit(main())
