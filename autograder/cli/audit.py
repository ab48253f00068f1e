"""`mpdl audit`: the log of gradings, and whether it is whole."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.audit import BEGINNING, Audit, BrokenChain, Entry
from autograder.course import Course
from autograder.errors import UsageError
from autograder.nbgrader_plugin.fetch import digest_of_receipt


@click.command()
@click.option("--student", help="Only entries of this student.")
@click.option("--topic", "stem", help="Only entries of this assignment.")
@click.option(
    "--last", default=20, show_default=True, type=click.IntRange(1), help="Show so many."
)
@click.option(
    "--receipt",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tell what became of the file of this receipt.",
)
@click.pass_obj
def audit(
    course: Course, student: str | None, stem: str | None, last: int, receipt: Path | None
) -> None:
    """Check the log of gradings and show its last entries.

    Exit code 0: the chain holds (and the receipt was graded). 1: it does not.
    """
    log = Audit(course)
    try:
        entries = list(log.entries())
    except BrokenChain as e:
        click.echo(f"mpdl: {e}", err=True)
        sys.exit(1)
    if receipt is not None:
        sys.exit(_tell(entries, receipt))
    chosen = [
        e
        for e in entries
        if (not student or e["student"] == student) and (not stem or e["topic"] == stem)
    ]
    Console().print(_table(chosen[-last:]))
    seal = entries[-1].seal if entries else BEGINNING
    click.echo(f"{len(entries)} entries, the chain holds; last seal {seal}")


def _tell(entries: list[Entry], receipt: Path) -> int:
    wanted = digest_of_receipt(receipt.read_text("utf-8", errors="replace"))
    if not wanted:
        raise UsageError(f"{receipt} is no receipt: it names no SHA-256")
    found = [e for e in entries if e["file"] == wanted]
    for e in found:
        click.echo(
            f"{e['topic']} of {e['student']} was graded at {e['time']}: {e['points']:g} points"
        )
    if not found:
        click.echo("the file of this receipt has not been graded")
    return 0 if found else 1


def _table(entries: list[Entry]) -> Table:
    table = Table()
    for name in ("n", "time", "by", "topic", "student", "points", "file"):
        number = name in ("n", "points")
        table.add_column(
            name, justify="right" if number else "left", no_wrap=number or name == "time"
        )
    for e in entries:
        table.add_row(
            str(e["n"]), e["time"], Text(e["by"]), Text(e["topic"]), Text(e["student"]),
            f"{e['points']:.1f}", e["file"][:12],
        )  # fmt: skip
    return table
