"""`mpdl verify`: grade the graders, before release and in CI."""

import secrets
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)

from autograder.cli.topic import topic_of
from autograder.errors import UsageError
from autograder.verify.findings import Part, VerificationReport
from course_lib.syllabus import SYLLABUS


@click.command()
@click.argument("stems", nargs=-1, metavar="[STEM]...")
@click.option(
    "--variants", type=click.IntRange(1), help="Variants for every answer.  [default: 25]"
)
@click.option(
    "--repeat",
    type=click.IntRange(0),
    help="Gradings of right answers of each question.  [default: 200]",
)
@click.option("--quick", is_flag=True, help="A look in seconds; it proves less.")
@click.option(
    "--thorough",
    is_flag=True,
    help="Every test with all its examples in every grading: hours.",
)
@click.option(
    "--json",
    "json_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write JSON.",
)
@click.option(
    "--html",
    "html_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a page.",
)
@click.option(
    "--jobs", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes."
)
@click.option("--seed", help="Repeat the run that printed this seed.  [default: a new one]")
def verify(
    stems: tuple[str, ...],
    variants: int | None,
    repeat: int | None,
    quick: bool,
    thorough: bool,
    json_file: Path | None,
    html_file: Path | None,
    jobs: int,
    seed: str | None,
) -> None:
    """Show that right answers pass and wrong ones fail, for every topic or for STEM...

    Exit code 0: everything holds. 1: something was found. 2: misuse. 3: our fault.
    """
    # Imported when needed: `mpdl --help` should not wait for what verification uses.
    from autograder.verify.course import verify as verify_topics
    from autograder.verify.page import page
    from autograder.verify.plan import QUICK, Options, subject_of
    from autograder.verify.report import render

    subjects = [subject_of(topic_of(s)) for s in stems or [t.stem for t in SYLLABUS]]
    if not subjects:
        raise UsageError("course_lib/syllabus.py lists no topic to verify")
    asked = {"variants": variants, "repeat": repeat}
    changes = {
        **(QUICK if quick else {}),
        **{k: v for k, v in asked.items() if v is not None},
    }
    options = Options(
        **{
            "jobs": jobs,
            "thorough": thorough,
            "seed": seed or secrets.token_hex(4),
            **changes,
        }
    )
    with _Bars() as bars:
        report = verify_topics(subjects, options, bars.tell)
    Console().print(render(report))
    if json_file is not None:
        json_file.write_text(report.to_json() + "\n", encoding="utf-8")
    if html_file is not None:
        html_file.write_text(page(report), encoding="utf-8")
    sys.exit(code(report))


def code(report: VerificationReport) -> int:
    """Return 0 if everything holds, 3 if the machinery failed on all topics, else 1."""
    if report.holds:
        return 0
    broken = [
        t for t in report.topics if any("cannot be used" in f.text for f in t.findings)
    ]
    return 3 if len(broken) == len(report.topics) else 1


class _Bars:
    """One line of progress for the part that is under way, on standard error."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._line = self._progress.add_task("starting", total=None)

    def __enter__(self) -> "_Bars":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def tell(self, stem: str, part: Part, done: int, total: int) -> None:
        """Show how far a part of a topic has come."""
        self._progress.update(
            self._line, description=f"{stem}: {part}", completed=done, total=total
        )
