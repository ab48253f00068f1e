"""The report in the terminal: a table per topic, then what was found, with diffs.

The same findings as JSON (`VerificationReport.to_json`) and as a page (`page`).
"""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.verify.findings import (
    MAX_CHANCE,
    PARTS,
    Finding,
    QuestionRow,
    TopicReport,
    VerificationReport,
    grouped,
)

COLUMNS: tuple[tuple[str, str], ...] = (
    ("tests", "tests"),
    ("accepted", "right"),
    ("rejected", "wrong"),
    ("gradings", "graded"),
    ("mutants", "mutants"),
    ("killed", "killed"),
    ("by_time", "by time"),
    ("equivalent", "equiv."),
    ("survivors", "survive"),
    ("sometimes", "unsure"),
    ("dead", "dead"),
)
"""Figures of a question and the heads of their columns."""

LONGEST = 60
"""Lines of detail of one part that the terminal shows; JSON and page have them all."""


def render(report: VerificationReport) -> RenderableType:
    """Return the whole report for `rich.console.Console.print`."""
    parts: list[RenderableType] = []
    for topic in report.topics:
        parts += [table(topic), *findings(topic), Text()]
    parts.append(summary(report))
    return Group(*parts)


def table(topic: TopicReport) -> Table:
    """Return the figures of a topic, a row for each question; columns of nothing are left out."""
    mark = Text("holds", "green") if topic.holds else Text("does not hold", "bold red")
    title = Text.assemble((topic.stem, "bold"), f"  {topic.title}  ", mark)
    title.append(f"  {topic.seconds:.0f} s", "dim")
    out = Table(
        title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 1, 0, 0),
        header_style="dim",
    )  # fmt: skip
    total = topic.total
    columns = [(name, head) for name, head in COLUMNS if getattr(total, name)]
    out.add_column("")
    out.add_column("question", no_wrap=True)
    for _, head in (*columns, ("", "score")):
        out.add_column(head, justify="right", no_wrap=True)
    names = [name for name, _ in columns]
    for row in topic.questions:
        if row.kind != "proof":
            question = row.question or "helpers"
            out.add_row(row.number, question, *_cells(row, names), _score(row))
    out.add_section()
    out.add_row("", "all", *_cells(total, names), _score(total), style="bold")
    return out


def _cells(row: QuestionRow, names: Sequence[str]) -> Iterator[Text]:
    for name in names:
        number = getattr(row, name)
        bad = name in ("survivors", "dead") and number
        style = "red" if bad else "yellow" if name == "sometimes" and number else ""
        yield Text(str(number) if number else "·", style)


def _score(row: QuestionRow) -> Text:
    return Text(f"{row.score:.0%}" if row.mutants else "·", "" if row.score >= 1 else "red")


def findings(topic: TopicReport) -> Iterator[RenderableType]:
    """Yield what was found, part by part, then the notes that only count."""
    for part, found in grouped(topic.findings).items():
        yield Text(f"\n{part}: {PARTS[part]}", "bold red")
        lines = 0
        for f in found:
            lines += 1 + f.detail.count("\n")
            if lines > LONGEST:
                yield Padding(Text("... the rest is in the page and in the JSON"), (0, 2))
                break
            yield Padding(finding(f), (0, 2))
    for part, notes in grouped(topic.notes).items():
        first = notes[0].text if len(notes) == 1 else f"{len(notes)} notes, see the page"
        yield Text(f"\n{part}: {first}", "yellow")


def finding(f: Finding) -> Text:
    """Return a finding: where, what, and the detail (a diff in its colours)."""
    where = " · ".join(x for x in (f.question, f.subject) if x)
    out = Text()
    if where:
        out.append(f"{where}: ", "cyan")
    out.append(f.text)
    if f.replay:
        out.append(f"  ({f.replay})", "dim")
    for line in f.detail.splitlines():
        style = {"-": "red", "+": "green"}.get(line[:1], "dim")
        out.append(f"\n    {line}", style)
    return out


def summary(report: VerificationReport) -> Text:
    """Return the last lines: what holds, the chances, the seed."""
    bad = sum(not t.holds for t in report.topics)
    found = sum(len(t.findings) for t in report.topics)
    verdict = f"{bad} of {len(report.topics)} topics do not hold: {found} findings"
    out = Text("everything holds" if report.holds else verdict, "bold")
    out.append(
        f"\n{len(report.topics)} topics, {sum(t.tests for t in report.topics)} tests, "
    )
    out.append(f"{sum(t.total.mutants for t in report.topics)} mutants, ")
    out.append(f"{report.seconds:.0f} s\n")
    sign = "<" if report.chance < MAX_CHANCE else ">="
    out.append(
        f"declared chance of failing some right answer: {report.chance:.1e} {sign} {MAX_CHANCE:g}\n"
    )
    out.append(f"to repeat this run: --seed {report.seed}", "dim")
    return out
