"""From a template and a sheet to a notebook, or to a line number."""

import dataclasses
import json
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import t99_toy

from autograder.build import build, cell_id, notebook_of
from autograder.errors import TopicError

TEMPLATE = Path(t99_toy.__file__).with_name("t99_toy.md.j2")

GOOD = TEMPLATE.read_text(encoding="utf-8")


@pytest.fixture
def rebuilt(tmp_path, toy):
    """Build the toy from its template with one piece replaced; returns the notebook."""

    def rebuild(old="", new="", topic=toy):
        assert old in GOOD
        path = tmp_path / "t99_toy.md.j2"
        path.write_text(GOOD.replace(old, new, 1) if old else GOOD, encoding="utf-8")
        return notebook_of(topic, path)

    return rebuild


@pytest.fixture
def refused(rebuilt):
    """Return the complaint about the toy with one piece replaced, and its line."""

    def refuse(old, new):
        with pytest.raises(TopicError) as caught:
            rebuilt(old, new)
        text = str(caught.value)
        assert "t99_toy.md.j2, line " in text
        assert "\n" not in text
        return text, int(text.partition(", line ")[2].partition(":")[0])

    return refuse


def line_of(piece):
    return GOOD[: GOOD.index(piece)].count("\n") + 1


def test_cells_come_in_the_order_of_the_template_with_ids_of_their_names(built):
    assert [cell.metadata.nbgrader.grade_id for cell in built.cells] == [
        "header_text", "how_it_works_text", "goals_text", "setup_code",
        "mean_statement", "mean", "mean_tests",
        "q99a_statement", "q99a", "q99a_tests",
        "proof_median_statement", "proof_median",
        "distances_statement", "distances", "distances_plot", "distances_tests",
    ]  # fmt: skip
    assert [cell.id for cell in built.cells] == [
        cell.metadata.nbgrader.grade_id for cell in built.cells
    ]


def test_the_same_template_gives_the_same_file(toy, tmp_path):
    first = build(toy, tmp_path / "a", template=TEMPLATE)
    second = build(toy, tmp_path / "b", template=TEMPLATE)

    assert first == tmp_path / "a" / "source" / "t99_toy" / "t99_toy.ipynb"
    assert first.read_bytes() == second.read_bytes()


def test_the_notebook_is_valid_in_format_4_5(built):
    nbformat.validate(built)
    assert (built.nbformat, built.nbformat_minor) == (4, 5)
    assert built.metadata.kernelspec.name == "python3"


def test_points_come_from_the_sheet_and_add_up(built, toy):
    points = [c.metadata.nbgrader.get("points", 0) for c in built.cells]

    assert sum(points) == toy.points
    changed = dataclasses.replace(toy.questions[0], points=9)
    other = dataclasses.replace(toy, questions=(changed, *toy.questions[1:]))
    cells = {c.metadata.nbgrader.grade_id: c for c in notebook_of(other, TEMPLATE).cells}
    assert cells["mean_tests"].metadata.nbgrader.points == 9
    assert "9 points" in cells["mean_statement"].source


def test_headings_carry_number_and_title(built):
    sources = {c.metadata.nbgrader.grade_id: c.source for c in built.cells}

    assert sources["mean_statement"].startswith("## 99.1 · The mean\n")
    assert sources["q99a_statement"].startswith("## Q99a · A weighted mean\n")
    assert sources["proof_median_statement"].startswith("## P99 · The median")


def test_code_keeps_its_braces_percent_signs_and_indentation(built):
    sources = {c.metadata.nbgrader.grade_id: c.source for c in built.cells}

    assert '"%s of {} and %d %%" % (f"{3 % 2:.1f}", 2)' in sources["mean_tests"]
    assert (
        '\n    """Return the mean of x.\n\n    Args:\n        x: array' in sources["mean"]
    )


def test_a_bar_in_a_formula_does_not_cut_a_table(built):
    sources = {c.metadata.nbgrader.grade_id: c.source for c in built.cells}

    assert r"$c \mapsto \vert x - c\vert $" in sources["proof_median_statement"]
    assert r"$\Vert x-c\Vert _1$" in sources["proof_median_statement"]


@pytest.mark.parametrize("fence", ["```", "````"])
def test_fences_and_rules_inside_code_stay_inside(rebuilt, fence):
    doc = f'"""Return the mean of x.\n\n    {fence}\n+++\n---\n:a: b\n    {fence}\n'
    notebook = rebuilt('"""Return the mean of x.\n', doc)
    cells = {c.metadata.nbgrader.grade_id: c.source for c in notebook.cells}

    assert doc in cells["mean"]


def test_the_check_of_a_numeric_answer_only_asks_for_a_finite_number(built):
    check = next(
        c.source for c in built.cells if c.metadata.nbgrader.grade_id == "q99a_tests"
    )

    for good in ("3", "-0.5", "__import__('fractions').Fraction(1, 3)", "True"):
        exec(f"q99a = {good}\n{check}", {})
    for bad in ("None", "float('nan')", "float('inf')", "[1, 2]"):
        with pytest.raises((AssertionError, TypeError)):
            exec(f"q99a = {bad}\n{check}", {})


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('f"{3 % 2:.1f}"', 'f"{{mean}}"', "'mean' is undefined"),
        (r"\frac{1}{n}", r"\frac{{1}}{n}", "no macro"),
        (r"\frac{1}{n}", r"\frac{{{n}}}{n}", "expected token"),
        (r"\frac{1}{n}", r"\frac{%1}{n}", "{%"),
        ("`(m,)`. The", "`{# m`. The", "comment"),
        ("shape `(n,)`, $n", "shape {#1, $n", "comment"),
    ],
)
def test_braces_that_jinja_would_eat_are_refused(refused, old, new, says):
    text, line = refused(old, new)

    assert says in text
    assert "write '{ {'" in text
    assert line == line_of(old)


def test_a_comment_that_swallows_a_cell_is_refused(refused):
    swallowed = '{% call cell.statement("mean") %}\nWrite'
    text, line = refused(
        swallowed, swallowed + " {# and a closing one #}".replace("#}", "")
    )

    assert "comment" in text
    assert line == line_of(swallowed) + 1
    text, line = refused("{# One of everything. #}", "{# One of\n{% call %} #}")
    assert "swallows" in text


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('cell.answer("mean")', 'cell.answer("distances")', "two cells are called 'distances'"),
        ('cell.code("setup")', 'cell.text("goals")', "two cells are called 'goals_text'"),
        ('cell.statement("mean")', 'cell.statement("maen")', "has no question 'maen'"),
        ('cell.numeric("q99a")', 'cell.statement("q99a")', "numeric question q99a needs"),
        ('cell.plot("distances")', 'cell.code("picture")', "experiment question distances needs"),
        ('cell.statement("mean")', 'cell.statment("mean")', "statment"),
        ("⟦weight⟧", "⟦wieght⟧", "nothing is called ⟦wieght⟧; there is: sample"),
        ("⟦weight⟧", "⟦weight", "is not of the form ⟦name⟧"),
        ("[⟦sample⟧]", "[⟦label⟧]", "is not Python"),
        ("def mean(x):", "def mean(x)", "is not Python"),
        ("def mean(x):", "def maen(x):", "must define mean"),
        ("write mean here", "write ⟦weight⟧ here", "⟦⟧ belongs to our cells"),
        ("### What you will see", "+++\nmore", "begins a cell that no macro made"),
        ("### What you will see", "### What you will see (5 points)", "topic sheet only"),
        ("### What you will see", "It is worth 5.", "topic sheet only"),
        ("### What you will see", "| $|x|$ |", r"\vert"),
        ("{# One of everything. #}", "Stray words.", "'Stray' stands outside all cells"),
    ],
)  # fmt: skip
def test_a_template_that_contradicts_its_sheet_is_refused(refused, old, new, says):
    text, line = refused(old, new)

    assert says in text
    assert line >= 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("⟦weight⟧", "⟦wieght⟧"),
        ('cell.statement("mean")', 'cell.statement("maen")'),
        ("{# One of everything. #}", "Stray words."),
        ("### What you will see", "### What you will see (5 points)"),
    ],
)
def test_the_line_of_the_complaint_is_that_of_the_macro_or_nearer(refused, old, new):
    _, line = refused(old, new)
    starts = [n for n, text in enumerate(GOOD.splitlines(), 1) if text.startswith("{")]

    assert max(n for n in starts if n <= line_of(old)) <= line <= line_of(old)


def test_questions_in_another_order_than_the_sheet_are_refused(toy):
    other = dataclasses.replace(toy, questions=tuple(reversed(toy.questions)))

    with pytest.raises(TopicError, match="mean stands where the topic sheet has distances"):
        notebook_of(other, TEMPLATE)


def test_a_question_without_cells_is_refused(toy):
    extra = dataclasses.replace(toy.questions[0], name="mode")
    other = dataclasses.replace(toy, questions=(*toy.questions, extra))

    with pytest.raises(TopicError, match=r"code question mode needs .* it has none"):
        notebook_of(other, TEMPLATE)


@pytest.mark.parametrize(
    "plain", ["n_points = 50", "$(2p)!$", "5 points on a line", "`[3]`"]
)
def test_mathematics_that_speaks_of_points_is_accepted(rebuilt, plain):
    rebuilt("### What you will see", plain)


def test_a_missing_template_is_named(toy, tmp_path):
    with pytest.raises(TopicError, match=r"nowhere\.md\.j2 does not exist"):
        notebook_of(toy, tmp_path / "nowhere.md.j2")


def test_long_grade_ids_give_valid_and_different_cell_ids():
    one, two = cell_id("a" * 80 + "b"), cell_id("a" * 80 + "c")

    assert one != two
    assert len(one) <= 64


CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "toy"
c.GenerateAssignment.preprocessors = [
    f"nbgrader.preprocessors.{name}"
    for name in ("LockCells", "ClearOutput", "CheckCellMetadata", "ComputeChecksums",
                 "SaveCells", "CheckCellMetadata")
]
"""


def test_nbgrader_accepts_the_notebook_and_keeps_every_stub(toy, tmp_path):
    built = build(toy, tmp_path, template=TEMPLATE)
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    nbgrader = shutil.which("nbgrader", path=str(Path(sys.executable).parent))
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    done = subprocess.run(
        [nbgrader, "generate_assignment", "t99_toy", "--create"],
        cwd=tmp_path, capture_output=True, text=True, env={"PATH": path, "HOME": str(tmp_path)},
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    released = json.loads((tmp_path / "release/t99_toy/t99_toy.ipynb").read_text())
    source = json.loads(built.read_text())
    assert ["".join(c["source"]) for c in released["cells"]] == [
        "".join(c["source"]) for c in source["cells"]
    ]
