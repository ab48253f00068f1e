"""`mpdl release STEM`: build, register, and give every student their variant."""

from pathlib import Path

import click

from autograder.cli.topic import topic_of
from autograder.course import Course
from autograder.releasing import release as release_to_class


@click.command()
@click.argument("stem")
@click.option(
    "--student", "students", multiple=True, help="Add this student first; repeatable."
)
@click.option(
    "--zips",
    type=click.Path(file_okay=False, path_type=Path),
    help="Also write one zip a student into this folder.",
)
@click.option("--exchange/--no-exchange", default=True, help="Fill nbgrader's exchange.")
@click.pass_obj
def release(
    course: Course, stem: str, students: tuple[str, ...], zips: Path | None, exchange: bool
) -> None:
    """Release STEM to everybody in the gradebook, each in their own variant."""
    done = release_to_class(
        course, topic_of(stem), students=students, zips=zips, exchange=exchange
    )
    click.echo(f"released {stem} to {len(done.students)} students")
    if done.exchange:
        click.echo(f"  students fetch it with: nbgrader fetch_assignment {stem}")
    if done.zips:
        click.echo(f"  {len(done.zips)} zips in {zips}")
