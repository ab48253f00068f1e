"""The class report shows faults first, every student once, and no text that is obeyed."""

import csv
import dataclasses
import io
import re
import time

import pytest
from rich.console import Console

from autograder.errors import UsageError
from autograder.reports.classreport import class_csv, class_report, class_table


@pytest.fixture
def everyone(samples):
    return list(samples.values())


@pytest.fixture
def seen(read):
    """The text of a page as a reader sees it, without its style sheet."""

    def text(page):
        body = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
        return " ".join(read(body).seen.split())

    return text


def rows_of(text):
    return list(csv.reader(io.StringIO(text, newline="")))


def on_screen(table, width=140):
    console = Console(
        width=width, file=io.StringIO(), force_terminal=True, color_system=None
    )
    console.print(table)
    return console.file.getvalue()


# ---- the page
def test_faults_of_ours_come_first(topic, everyone, seen):
    text = seen(class_report(topic, everyone))

    assert text.index("Look at these first") < text.index("mean of 35") < text.index("bob")
    assert "the reference raised ZeroDivisionError" in text


def test_a_class_without_faults_is_not_told_of_any(topic, sheet, seen):
    assert "Look at these first" not in seen(class_report(topic, [sheet("ada")]))


def test_every_student_and_every_test_has_a_row(topic, everyone, seen):
    text = seen(class_report(topic, everyone))

    for name in ("ada", "bob", "carl", "dora", "empty", "fay"):
        assert f" {name} " in text
    for verdict in everyone[0].verdicts:
        assert verdict.title in text


def test_the_page_shows_totals_and_item_analysis(topic, sheet, seen):
    page = class_report(topic, [sheet("ada"), sheet("bob"), sheet("eve")])

    assert "nobody failed it" in seen(page)
    assert "25 mean of 35" in seen(page)
    assert "With fewer than ten submissions" in seen(page)
    assert "90–100 %: 3" in seen(page)


def test_the_most_frequent_misconceptions_are_named(topic, everyone, seen):
    assert "Which layer's mask is it?" in seen(class_report(topic, everyone))


def test_an_empty_class_has_a_page(topic, seen):
    assert "There are no submissions yet." in seen(class_report(topic, []))


def test_the_page_needs_nothing_else_and_forbids_scripts(topic, everyone, read):
    page = class_report(topic, everyone)
    html = read(page)

    assert "default-src 'none'" in page
    assert not html.tags & {"script", "iframe", "link", "object", "form", "a", "base"}
    assert not any(name.startswith("on") for name in html.attributes)
    assert not {"src", "href", "srcdoc", "action"} & html.attributes
    assert "url(" not in page
    assert html.open == []


def test_names_are_escaped(topic, sheet, hostile_text, seen, read):
    page = class_report(topic, [sheet(hostile_text), sheet("<b>bold</b>")])

    assert "<b>bold</b>" in seen(page)
    assert not {"b", "img", "iframe"} & read(page).tags
    assert "\u202e" not in page


def test_a_sheet_of_another_topic_is_refused(topic, sheet):
    other = dataclasses.replace(sheet("ada"), topic="t06_other")

    for function in (class_report, class_table, class_csv):
        with pytest.raises(UsageError, match="t06_other"):
            function(topic, [other])


def test_a_class_of_500_takes_a_moment(topic, sheet, seen):
    one = sheet("x", {"test_q7a": {"status": "wrong", "hint": "h"}})
    many = [dataclasses.replace(one, student=f"s{i:03d}") for i in range(500)]
    start = time.process_time()
    page = class_report(topic, many)

    assert seen(page).count("s499") == 1
    assert time.process_time() - start < 10


# ---- the terminal
def test_the_table_has_a_row_a_student(topic, everyone):
    text = on_screen(class_table(topic, everyone))

    assert "Backpropagation (35 points)" in text
    for name in ("ada", "bob", "carl", "dora", "empty", "fay"):
        assert re.search(rf"│ {name} ", text)
    assert "✗ 4" in text
    assert "⚑ our fault: look" in text


def test_a_name_is_neither_markup_nor_an_escape_sequence(topic, sheet):
    text = on_screen(class_table(topic, [sheet("[bold red]x[/]\x1b[2J\u202e")]))

    assert "[bold red]x[/]" in text
    assert "\x1b[2J" not in text
    assert "\u202e" not in text


# ---- the spreadsheet
def test_csv_has_points_status_and_total_of_every_student(topic, everyone):
    head, *rows = rows_of(class_csv(topic, everyone))
    table = {row[0]: dict(zip(head, row, strict=True)) for row in rows}

    assert len(rows) == 7
    assert table["bob"]["mlp_backward"] == "6"
    assert table["bob"]["mlp_backward_status"] == "raised"
    assert table["bob"]["total"] == "10"
    assert table["ada"]["proof_backpropagation"] == ""
    assert table["fay"]["mlp_backward"] == ""
    assert table["fay"]["look"] == "grader fault"


def test_no_cell_of_the_csv_is_a_formula(topic, sheet):
    names = [
        "=1+1",
        "+1",
        "-1",
        "@x",
        "\t=x",
        "\r=x",
        ' =HYPERLINK("http://x")',
        "a,b\n=c",
        '"=1',
    ]
    notes = ("=cmd|' /C calc'!A0",)
    text = class_csv(topic, [sheet(n, notes=notes) for n in names])

    for row in rows_of(text):
        for cell in row:
            assert cell.lstrip()[:1] not in tuple("=+-@") or cell == ""
    assert len(rows_of(text)) == 10


def test_csv_ends_its_lines_and_quotes_as_rfc_4180_says(topic, sheet):
    text = class_csv(topic, [sheet('Ada "the first", Countess')])

    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert '"Ada ""the first"", Countess"' in text


def test_hostile_names_keep_the_table_in_shape(topic, sheet, hostile_text):
    rows = rows_of(class_csv(topic, [sheet(hostile_text), sheet("x" * 1_000_000)]))

    assert len(rows) == 3
    assert len({len(row) for row in rows}) == 1
    assert max(len(cell) for row in rows for cell in row) < 1000
