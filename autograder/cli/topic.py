"""`mpdl topic list | show | new`: what topics there are, what belongs to one, how to begin one."""

import re
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from autograder.course import REPO
from autograder.errors import UsageError
from course_lib.syllabus import SYLLABUS, find
from course_lib.topic import Topic

SCAFFOLD = Path(__file__).parent / "scaffold"

STEM = re.compile(r"t(\d\d)_[a-z][a-z0-9_]*")


def topic_of(stem: str) -> Topic:
    """Return a topic of the syllabus; UsageError with the known ones otherwise."""
    try:
        return find(stem)
    except LookupError as e:
        raise UsageError(str(e)) from None


def pieces(stem: str) -> tuple[Path, ...]:
    """Return the places where the pieces of a topic lie, relative to the repository."""
    return tuple(
        Path(p)
        for p in (
            f"course_lib/topics/{stem}.py",
            f"source/{stem}/{stem}.md.j2",
            f"graders/test_{stem}.py",
            f"solutions/{stem}/accepted/model.py",
            f"solutions/{stem}/proof.md",
            f"tests/course_lib/topics/test_{stem}.py",
        )
    )


@click.group()
def topic() -> None:
    """List the topics, show the pieces of one, begin a new one."""


@topic.command("list")
def list_() -> None:
    """List the topics in the order of the course."""
    table = Table(box=None, pad_edge=False)
    table.add_column("stem", no_wrap=True)
    table.add_column("title")
    table.add_column("questions", justify="right")
    table.add_column("points", justify="right")
    for t in SYLLABUS:
        table.add_row(t.stem, t.title, str(len(t.questions)), str(t.points))
    Console().print(table)


@topic.command()
@click.argument("stem")
def show(stem: str) -> None:
    """Show the questions of STEM and where its pieces lie."""
    t = topic_of(stem)
    console = Console()
    table = Table(box=None, pad_edge=False, title=t.title, title_justify="left")
    table.add_column("")
    table.add_column("question", no_wrap=True)
    table.add_column("kind")
    table.add_column("title")
    table.add_column("points", justify="right")
    for q in t.questions:
        table.add_row(t.number(q.name), q.name, q.kind, q.title, str(q.points))
    console.print(table)
    for piece in pieces(stem):
        place = REPO / piece
        state = "" if place.exists() or place.with_suffix("").is_dir() else "   (missing)"
        console.print(f"  {piece}{state}", highlight=False)


@topic.command()
@click.argument("stem")
@click.option("--title", required=True, help="Title of the topic, as students read it.")
@click.option("--dry-run", is_flag=True, help="Only say what would be written.")
def new(stem: str, title: str, dry_run: bool) -> None:
    """Write the pieces of a new topic STEM (such as t14_flow_matching), ready to fill in."""
    if not STEM.fullmatch(stem):
        raise UsageError(f"a stem looks like t14_flow_matching; got {stem!r}")
    if '"' in title or "\\" in title or "\n" in title:
        raise UsageError("a title is one line without quotation marks and backslashes")
    files = scaffold(stem, title)
    taken = [p for p in (*files, f"course_lib/topics/{stem}") if (REPO / p).exists()]
    if taken:
        raise UsageError(f"{taken[0]} exists already; nothing was written")
    for path, text in files.items():
        click.echo(f"{'would write' if dry_run else 'wrote'} {path}")
        if not dry_run:
            place = REPO / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
    click.echo(f"now add {stem}.TOPIC to SYLLABUS in course_lib/syllabus.py")


def scaffold(stem: str, title: str) -> dict[str, str]:
    """Return the files of a new topic: path relative to the repository, and text."""
    names = (
        "topic.py",
        "source.md.j2",
        "grader.py",
        "model.py",
        "proof.md",
        "test_topic.py",
    )
    out = {}
    for place, name in zip(pieces(stem), names, strict=True):
        text = (SCAFFOLD / f"{name}.txt").read_text(encoding="utf-8")
        number = STEM.fullmatch(stem)
        assert number is not None
        text = text.replace("@STEM@", stem).replace("@TITLE@", title)
        out[str(place)] = text.replace("@N@", str(int(number.group(1))))
    rejected = (SCAFFOLD / "rejected.py.txt").read_text(encoding="utf-8")
    out[f"solutions/{stem}/rejected/forgets_the_factor.py"] = rejected
    return out
