"""Feedback teaches, gives nothing away, blames nobody for our faults, and is harmless."""

import dataclasses
import html
import os
import re
import subprocess
import time
from pathlib import Path

import nbgrader.server_extensions.formgrader
import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.reports.classreport import class_report
from autograder.reports.feedback import question_report
from autograder.reports.words import LOOKS

CHROMIUM = (
    "/usr/bin/chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip

TAGS = {"div", "span", "strong", "pre", "code", "ul", "li", "details", "summary", "img"}
ATTRIBUTES = {"style", "class", "role", "aria-hidden", "alt", "src", "open"}


def reports(sheet, topic):
    return [question_report(sheet, q.name, topic.number(q.name)) for q in topic.questions]


@pytest.fixture
def words(read):
    """The text of a report as a reader sees it."""
    return lambda report: " ".join(read(report.html).seen.split())


# ---- what it says
def test_a_right_answer_is_told_what_was_checked(samples, words):
    report = question_report(samples["right"], "mlp_backward", "7.2")

    assert "Question 7.2 · mlp_backward" in words(report)
    assert "14 of 14 points" in words(report)
    assert "Every property holds. Well done." in words(report)
    assert "Gradient is linear in dlogits" in words(report)
    assert "<details" in report.html
    assert " open>" in report.html


def test_a_failure_shows_property_input_result_hint_and_picture(samples, words):
    report = question_report(samples["wrong"], "mlp_backward", "7.2")

    assert "6 of 14 points" in words(report)
    assert "Gradient agrees with central differences" in words(report)
    assert "does not hold" in words(report)
    assert "off by about 1e-01" in words(report)
    assert "import numpy as np mlp_backward(" in words(report)
    assert "np.array([[1.], [-0.5], [0.]])" in words(report)
    assert "Your code gave: [(np.array([[0.], [2.]])" in words(report)
    assert "Which layer's mask is it?" in words(report)
    assert report.html.count('<img src="data:image/png;base64,iVBOR') == 1
    assert 'alt="Picture' in report.html


def test_of_several_calls_the_last_one_has_the_result(sheet, words):
    calls = {"status": "wrong", "input": "f(1)\nf(2)", "result": "3", "message": "no"}
    report = question_report(sheet("ada", {"q7a": calls}), "q7a")

    assert "f(1) f(2) Your code gave, for the last call: 3" in words(report)


def test_passed_tests_are_folded_away_when_others_fail(samples, words):
    report = question_report(samples["wrong"], "mlp_backward")

    assert "2 of 4 properties hold" in words(report)
    assert "<details" in report.html
    assert " open>" not in report.html


def test_an_input_that_is_not_whole_is_not_offered_to_be_pasted(samples, words):
    seen = words(question_report(samples["wrong"], "mlp_backward"))

    assert (
        "(shortened, so it cannot be pasted): mlp_backward(<array of shape (12, 40)>"
        in seen
    )


def test_every_failed_status_has_its_word_its_shape_and_what_to_do(samples, topic, words):
    shown = {v.status for s in samples.values() for v in s.verdicts}
    assert shown == set(LOOKS)

    for sheet in samples.values():
        for report, question in zip(reports(sheet, topic), topic.questions, strict=True):
            for v in sheet.verdicts:
                if v.question == question.name:
                    look = LOOKS[v.status]
                    for seen in (words(report), " ".join(report.text.split())):
                        assert look.word in seen
                        assert look.shape in seen


def test_tests_of_a_function_that_is_not_there_share_one_row(samples, words):
    report = question_report(samples["more"], "mlp_backward")

    assert report.html.count(LOOKS["not_defined"].word) == 1
    assert "its cell stopped with SyntaxError" in words(report)
    assert "There is nothing to grade here yet." in words(report)


def test_a_fault_of_ours_costs_nothing_and_tells_no_details(samples, words):
    report = question_report(samples["fault"], "mlp_backward")

    for seen in (words(report), " ".join(report.text.split())):
        assert "a person will look at it, and it costs you nothing" in seen
        assert "ZeroDivisionError" not in seen
        assert "secret" not in seen
        assert "0 of 14" not in seen


def test_a_question_the_grader_never_reached_is_our_fault(sheet, words):
    none = dataclasses.replace(sheet("ada"), verdicts=(), faults=("no sandbox: /srv/path",))
    none = dataclasses.replace(
        none, scores=tuple(dataclasses.replace(s, points=None) for s in none.scores)
    )
    report = question_report(none, "mlp_backward")

    assert "it costs you nothing" in words(report)
    assert "/srv/path" not in report.html + report.text


def test_a_proof_waits_for_a_person(samples, words):
    report = question_report(samples["right"], "proof_backpropagation", "P7")

    assert "waiting for a person" in words(report)
    assert "A person will mark this question." in words(report)
    assert LOOKS["grader_fault"].word not in words(report)


def test_notes_and_digests_are_not_for_the_student(samples, topic):
    for report in reports(samples["wrong"], topic):
        assert "duplicated" not in report.html + report.text
        assert samples["wrong"].grader not in report.html + report.text


def test_an_unknown_question_is_refused_by_name(samples):
    with pytest.raises(
        LookupError, match="no question 'q9'; it has: softmax_cross_entropy"
    ):
        question_report(samples["right"], "q9")


def test_points_of_the_rows_add_up_to_the_points_lost(samples, words):
    report = question_report(samples["wrong"], "mlp_backward")
    worth = [float(x) for x in re.findall(r"worth ([\d.]+) point", words(report))]

    assert sum(worth) == 14 - 6


def test_the_same_sheet_gives_the_same_report(samples, topic):
    assert reports(samples["wrong"], topic) == reports(samples["wrong"], topic)


# ---- plain text
def test_plain_text_fits_a_terminal_but_for_python_to_paste(samples, topic):
    for sheet in samples.values():
        for report in reports(sheet, topic):
            for line in report.text.splitlines():
                assert len(line) <= 80 or line.startswith("    ")


def test_plain_text_says_the_same_as_the_page(samples):
    text = question_report(samples["wrong"], "softmax_cross_entropy", "7.1").text

    assert text.startswith("Question 7.1 · softmax_cross_entropy: 4 of 8 points\n")
    assert "    softmax_cross_entropy(np.array([[1000., 0.]]), np.array([0]))\n" in text
    assert "Hint: Exponentials of large logits overflow." in text
    assert "passed (2 of 3)" in text


def test_plain_text_holds_nothing_a_terminal_obeys(samples, topic):
    for report in reports(samples["hostile"], topic):
        for text in (report.text, report.html):
            assert not re.search(
                "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text
            )


# ---- harmless
def test_pages_use_a_few_tags_no_script_and_no_resource(samples, topic, read):
    for sheet in samples.values():
        for report in reports(sheet, topic):
            page = read(report.html)

            assert page.tags <= TAGS
            assert page.attributes <= ATTRIBUTES
            assert page.open == []
            assert all(src.startswith("data:image/png;base64,") for src in page.images)
            assert "url(" not in report.html


def test_hostile_text_is_shown_and_nothing_of_it_is_obeyed(samples, topic, words, read):
    for report in reports(samples["hostile"], topic)[:3]:
        assert "<script>document.title='OWNED'</script>" in words(report)
        assert "{{7*7}}" in words(report)
        assert "49" not in report.html
        assert "⟦w1⟧ << name >>" in words(report)
        assert not read(report.html).images


def test_mathjax_never_sees_text_of_a_student(samples, topic, read):
    for report in reports(samples["hostile"], topic):
        page = read(report.html)

        assert not re.search(r"\$|\\\(|\\\[|\\begin|require|OWNED", "".join(page.typeset))


def test_mathjax_sees_our_hints(samples, read):
    page = read(question_report(samples["wrong"], "mlp_backward").html)

    assert r"$\delta_l" in "".join(page.typeset)


def test_megabytes_of_text_make_a_small_page_at_once(sheet, hostile):
    for unit in ("x", "<b>", "$", "\x1b[31m", "\n", "\u0335", "'"):
        big = hostile(text=unit * (1_000_000 // len(unit)))
        start = time.process_time()
        report = question_report(sheet("ada", {"*": big}), "mlp_backward")

        assert len(report.html) < 100_000
        assert len(report.text) < 40_000
        assert time.process_time() - start < 2


def test_names_of_questions_and_numbers_are_escaped(sheet):
    report = question_report(sheet("ada"), "mlp_backward", "<script>7</script>")

    assert "<script>" not in report.html


# ---- in a real page
def feedback_page(sheet, topic):
    """Return the page that nbgrader's generate_feedback makes of our fragments."""
    root = Path(nbgrader.server_extensions.formgrader.__file__).parent
    cells = [new_markdown_cell("# A topic")]
    for q, report in zip(topic.questions, reports(sheet, topic), strict=True):
        marks = {"grade": True, "solution": False, "grade_id": q.name, "points": q.points}
        output = new_output(
            "execute_result",
            {"text/html": report.html, "text/plain": report.text},
            execution_count=1,
        )
        cells.append(
            new_code_cell(
                "pass", metadata={"nbgrader": {**marks, "score": 1.0}}, outputs=[output]
            )
        )
    exporter = HTMLExporter(
        template_name="feedback",
        extra_template_basedirs=[str(root / "templates")],
        extra_template_paths=[str(root / "static/node_modules/bootstrap/dist/css")],
    )
    about = {"notebook": topic.stem, "score": 1.0, "max_score": 35.0, "late_penalty": 0}
    page, _ = exporter.from_notebook_node(
        new_notebook(cells=cells), resources={"nbgrader": about}
    )
    return page


def title_in_a_browser(page, folder):
    """Open a page with Chromium; return its title after its scripts have run."""
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    done = subprocess.run(
        [
            *CHROMIUM,
            f"--user-data-dir={folder / 'profile'}",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            "--virtual-time-budget=2000",
            "--dump-dom",
            file.as_uri(),
        ],
        capture_output=True,
        timeout=90,
        check=True,
        env={**os.environ, "HOME": str(folder)},
    )
    title = re.search(r"<title>(.*?)</title>", done.stdout.decode("utf-8"), re.DOTALL)
    assert title, done.stderr[-2000:]
    return html.unescape(title.group(1))


def test_no_script_of_a_student_runs_in_a_browser(samples, topic, tmp_path, hostile_text):
    page = feedback_page(samples["hostile"], topic)
    assert page.count("OWNED") > 20
    control = page.replace("<h1", hostile_text + "<h1", 1)
    folders = [tmp_path / name for name in ("ours", "control", "class")]
    for folder in folders:
        folder.mkdir()

    assert title_in_a_browser(page, folders[0]) == topic.stem
    # The same text unescaped does run: the test would notice.
    assert title_in_a_browser(control, folders[1]) == "OWNED"
    everyone = class_report(topic, list(samples.values()))
    assert title_in_a_browser(everyone, folders[2]) == "Backpropagation: class report"
