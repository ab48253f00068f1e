from dataclasses import replace
from pathlib import Path

import pytest
import t99_toy

from autograder.grade import Pieces
from autograder.verify.leaks import check_leaks, imported, numbers, statements
from autograder.verify.plan import Options, Subject

TOY = Path(t99_toy.__file__).parent


@pytest.fixture
def toy(tmp_path):
    """A copy of the toy topic that a test may spoil: (subject, write)."""
    solutions = tmp_path / "solutions"
    for path in (TOY / "solutions").rglob("*.py"):
        target = solutions / path.relative_to(TOY / "solutions")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    template = tmp_path / "t99_toy.md.j2"
    template.write_text(
        (TOY / "t99_toy.md.j2").read_text(encoding="utf-8"), encoding="utf-8"
    )

    def subject(topic=t99_toy.TOPIC):
        pieces = Pieces(
            topic=topic,
            module="t99_toy",
            grader=TOY / "grader_t99_toy.py",
            solutions=solutions,
        )
        return Subject(pieces=pieces, template=template, reference=())

    return subject


def complaints(subject):
    section = check_leaks(subject, Options(draws=30, seed="test"))
    return " ".join(f"{f.text} {f.detail}" for f in section.findings)


def test_the_toy_gives_nothing_away(toy):
    assert complaints(toy()) == ""


def test_a_line_of_a_solution_in_the_notebook_is_found(toy):
    subject = toy()
    model = subject.pieces.model
    secret = 'threshold = [abs(x - y) for x, y in zip("abc", "def")]'
    model.write_text(model.read_text() + f"\n{secret}\n")
    text = subject.template.read_text()
    assert "def mean(x):" in text
    respaced = secret.replace(" for x, y in ", "  for   x,y in ")
    subject.template.write_text(
        text.replace("def mean(x):", f"{respaced}\n\n\ndef mean(x):", 1)
    )

    assert "statements of accepted/model.py" in complaints(subject)


def test_an_answer_that_imports_the_reference_is_found(toy):
    subject = toy()
    with subject.pieces.model.open("a") as file:
        file.write("\nimport course_lib.topic\n")

    assert "imports course_lib.topic" in complaints(subject)


def test_an_answer_shown_to_its_student_is_found(toy):
    topic = replace(
        t99_toy.TOPIC,
        statement=lambda v: {
            **t99_toy.statement(v),
            "label": f"{t99_toy.answers(v)['q99a']:.6f}",
        },
    )

    assert "shows their own answer" in complaints(toy(topic))


def test_a_small_integer_that_stands_everywhere_is_no_leak(toy):
    topic = replace(t99_toy.TOPIC, answers=lambda v: {"q99a": v.sample[0] % 3})

    assert "shows" not in complaints(toy(topic))


def test_imports_by_call_are_seen():
    source = "import a.b\nfrom c import d\n__import__('e')\nimportlib.import_module('f')"

    assert set(imported(source)) == {"a.b", "c", "e", "f"}


def test_short_statements_and_docstrings_prove_nothing():
    source = (
        'def f(x):\n    """A long docstring that is no code at all."""\n    return x + 1'
    )

    assert list(statements(source)) == []


def test_fractions_count_as_numbers():
    assert 0.75 in numbers("the answer is 3/4")
