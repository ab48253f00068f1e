import json
from html.parser import HTMLParser

import pytest
from rich.console import Console

from autograder.cli.verify import code
from autograder.verify.findings import Finding, QuestionRow, TopicReport, VerificationReport
from autograder.verify.page import page
from autograder.verify.report import render


def report(*findings, **row):
    questions = (
        QuestionRow(question="f", number="7.1", kind="code", tests=3, mutants=10, **row),
        QuestionRow(question="p", number="P7", kind="proof"),
    )
    topic = TopicReport(
        stem="t07_x", title="A <b>title</b>", questions=questions, findings=findings
    )
    return VerificationReport(topics=(topic,), seed="abc", options={"variants": 25})


SURVIVOR = Finding(
    part="mutants", question="f", subject="g", text="survives (arithmetic)",
    detail="- return x + 1\n+ return x < 1 </pre><script>alert(1)</script>",
)  # fmt: skip


def shown(what):
    console = Console(record=True, width=160)
    console.print(render(what))
    return console.export_text()


def test_a_survivor_is_printed_as_a_diff_with_its_question():
    text = shown(report(SURVIVOR, killed=9, survivors=1))

    assert "f · g: survives (arithmetic)" in text
    assert "- return x + 1" in text
    assert "--seed abc" in text


def test_the_page_is_whole_and_every_text_in_it_is_escaped():
    html = page(report(SURVIVOR, killed=9, survivors=1))

    assert "<script" not in html
    assert "<b>title" not in html
    assert "+ return x &lt; 1" in html
    assert "http" not in html.replace("http-equiv", "")
    HTMLParser().feed(html)


def test_json_has_every_figure():
    data = json.loads(report(SURVIVOR, killed=9, survivors=1).to_json())

    assert data["holds"] is False
    assert data["topics"][0]["questions"][0]["survivors"] == 1
    assert data["topics"][0]["findings"][0]["detail"].startswith("- return")


@pytest.mark.parametrize(
    ("findings", "exit_code"),
    [
        ((), 0),
        ((SURVIVOR,), 1),
        ((Finding(part="sheet", text="the hidden tests cannot be used: no sandbox"),), 3),
    ],
)
def test_exit_codes(findings, exit_code):
    assert code(report(*findings)) == exit_code


def test_a_report_without_topics_does_not_hold():
    assert not VerificationReport(topics=(), seed="1", options={}).holds


def test_chances_that_add_up_to_too_much_do_not_hold():
    assert not report(chance=2e-6).holds


def test_the_score_leaves_equivalent_mutants_out():
    assert report(killed=8, equivalent=2).topics[0].total.score == 1.0
