"""`mpdl doctor`: what is missing on this machine, and the command that mends it."""

import sys

import click
from rich.console import Console
from rich.table import Table

from autograder.doctor import examine_machine


@click.command()
def doctor() -> None:
    """Say what is missing on this machine, and the command that mends it."""
    findings = examine_machine()
    table = Table(box=None, pad_edge=False)
    for column in ("", "what", "seen", "to mend it"):
        table.add_column(column, overflow="fold")
    for f in findings:
        mark = "[green]ok[/]" if f.ok else ("[red]no[/]" if f.needed else "[yellow]--[/]")
        table.add_row(mark, f.what, f.seen, "" if f.ok else f.mend)
    Console().print(table)
    sys.exit(0 if all(f.ok or not f.needed for f in findings) else 1)
