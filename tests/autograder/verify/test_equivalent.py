from pathlib import Path

import pytest

from autograder.catalogue import Answer
from autograder.errors import TopicError
from autograder.verify.equivalent import read_equivalent, reason_for
from autograder.verify.mutants import mutants_of

ENTRY = """
[[mutant]]
question = "f"
was = "return x +  1"
becomes = "return x - 1"
reason = "the sign is open"
"""


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "equivalent.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def mutants(source):
    return mutants_of(
        Answer(path=Path("m.py"), about="", fails=frozenset(), cells=(("f", source),))
    )


def test_an_entry_speaks_of_the_mutant_it_describes_wherever_it_stands(file):
    entries = read_equivalent(file(ENTRY))
    source = "def f(x):\n    # moved down\n\n    return (x + 1)"

    reasons = {m.becomes: reason_for(m, entries) for m in mutants(source)}

    assert reasons["return x - 1"] == "the sign is open"
    assert not any(why for what, why in reasons.items() if what != "return x - 1")


def test_a_number_picks_one_of_several(file):
    entries = read_equivalent(file(ENTRY + "nth = 2\n"))
    source = "def f(x):\n    if x:\n        return x + 1\n    return x + 1"

    chosen = [m.nth for m in mutants(source) if reason_for(m, entries)]

    assert chosen == [2]


def test_no_file_means_no_entry(tmp_path):
    assert read_equivalent(tmp_path / "equivalent.toml") == ()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (ENTRY + ENTRY, "twice"),
        (ENTRY.replace("the sign is open", " "), "say why"),
        (ENTRY.replace('question = "f"', ""), "needs"),
        (ENTRY.replace("return x - 1", "return x -"), "not a statement"),
        ("[[mutants]]", "unknown"),
        ("[[mutant", "equivalent.toml"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name(file, text, complaint):
    with pytest.raises(TopicError, match=complaint):
        read_equivalent(file(text))
