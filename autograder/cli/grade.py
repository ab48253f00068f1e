"""`mpdl grade STEM`: the whole class, with progress and a table."""

import sys

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)

from autograder.classroom import grade_class, who_submitted
from autograder.cli.topic import topic_of
from autograder.course import Course
from autograder.nbgrader_plugin.api import Autograded
from autograder.reports.classreport import class_table


@click.command()
@click.argument("stem")
@click.option(
    "--student", "students", multiple=True, help="Grade only this student; repeatable."
)
@click.option(
    "--jobs", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes."
)
@click.pass_obj
def grade(course: Course, stem: str, students: tuple[str, ...], jobs: int) -> None:
    """Grade the submissions of STEM and write the marks into the gradebook.

    What is graded already, under the same grader, is not graded again. Exit code 3 says that
    something of ours broke for somebody: those marks are as they were before.
    """
    topic = topic_of(stem)
    talk = Console(stderr=True)
    total = len(students or who_submitted(course, stem))
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=talk) as progress:
        graded = progress.add_task("graded", total=total)
        written = progress.add_task("written", total=total)

        def told(student: str, what: str) -> None:
            if what in ("graded", "known", "refused", "fault"):
                progress.advance(graded)
            if what in ("written", "refused", "fault"):
                progress.advance(written)

        results = grade_class(course, stem, students, jobs=jobs, told=told)
    sheets = [r.sheet for r in results if r.sheet is not None]
    if sheets:
        Console().print(class_table(topic, sheets))
    for result in results:
        if result.outcome != "graded":
            what = (
                "not graded"
                if result.outcome == "refused"
                else "our fault, no mark changed"
            )
            talk.print(
                f"{result.student}: {what}: {result.text}", markup=False, highlight=False
            )
    sys.exit(code(results))


def code(results: tuple[Autograded, ...]) -> int:
    """Return 3 if something of ours broke, 1 if a submission was refused, else 0."""
    outcomes = {r.outcome for r in results}
    return 3 if "fault" in outcomes else 1 if "refused" in outcomes else 0
