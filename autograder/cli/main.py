"""The group `mpdl`, its exit codes, and how an error looks to the person at the keyboard.

Exit codes: 0 yes, 1 no, 2 misuse, 3 our fault. An error is one line on standard error that
says what is wrong, what was seen and what to do; a traceback is only for `MPDL_DEBUG=1`.
"""

import os
import sys
from pathlib import Path

import click

from autograder.cli import audit, build, doctor, grade, release, topic, verify
from autograder.course import Course
from autograder.environment import complete_path
from autograder.errors import MpdlError


class Group(click.Group):
    """A click group that turns our errors into one line and an exit code."""

    def invoke(self, context: click.Context) -> object:
        """Run the command; errors of ours become a line, not a traceback."""
        try:
            return super().invoke(context)
        except MpdlError as e:
            if os.environ.get("MPDL_DEBUG"):
                raise
            click.echo(f"mpdl: {e}", err=True)
            sys.exit(e.exit_code)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--course",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    show_default="this folder",
    help="The course directory: the one with nbgrader_config.py.",
)
@click.version_option(package_name="mpdl", prog_name="mpdl")
@click.pass_context
def main(context: click.Context, course: Path) -> None:
    """Exercises and grading for 802679S Mathematical Principles of Deep Learning."""
    complete_path()
    context.obj = Course(course.resolve())


main.add_command(topic.topic)
main.add_command(build.build)
main.add_command(release.release)
main.add_command(grade.grade)
main.add_command(verify.verify)
main.add_command(audit.audit)
main.add_command(doctor.doctor)
