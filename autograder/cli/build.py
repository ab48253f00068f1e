"""`mpdl build STEM`: template to notebook, checked against the topic sheet."""

import click

from autograder import build as builder
from autograder.cli.topic import topic_of
from autograder.course import Course
from course_lib.syllabus import SYLLABUS


@click.command()
@click.argument("stems", nargs=-1, metavar="[STEM ...]")
@click.pass_obj
def build(course: Course, stems: tuple[str, ...]) -> None:
    """Build the notebooks of STEM ... (all topics if none is named) into source/."""
    for stem in stems or [t.stem for t in SYLLABUS]:
        path = builder.build(topic_of(stem), course.root)
        click.echo(path.relative_to(course.root))
