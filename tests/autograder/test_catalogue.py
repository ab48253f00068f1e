"""Catalogued answers: read without running, submitted without leaning on one another."""

import pytest
import t99_toy

from autograder.catalogue import alone, catalogue, compose, read, segments
from autograder.errors import TopicError
from autograder.variants import to_data

TOPIC = t99_toy.TOPIC
DATA = to_data(t99_toy.Variant(sample=(1, 2, 3, 4, 9), weight=0.5, label="n = 5"), TOPIC)

MODEL = '''"""Model."""
# %%
helper = "model"
# %% mean
one = "model"
# %% q99a
two = "model"
# %% distances
three = "model"
'''

WRONG = '''"""Means something else."""
FAILS = {"test_x"}
# %%
helper = "wrong"
# %% q99a
two = "wrong"
'''


@pytest.fixture
def folder(tmp_path):
    for place, text in (("accepted/model.py", MODEL), ("rejected/wrong.py", WRONG)):
        path = tmp_path / "t99_toy" / place
        path.parent.mkdir(parents=True)
        path.write_text(text)
    return tmp_path


def state(cells):
    """What the cells leave behind."""
    names = {}
    for _, source in cells:
        exec(source, names)
    return {k: names.get(k) for k in ("helper", "one", "two", "three")}


def test_the_catalogue_begins_with_the_model_answer(folder):
    model, wrong = catalogue(folder, TOPIC)

    assert model.accepted and not wrong.accepted
    assert wrong.fails == {"test_x"} and model.fails == frozenset()
    assert wrong.questions == {"q99a"}
    assert wrong.about == "Means something else."


def test_questions_a_file_does_not_answer_come_from_the_model_with_its_helpers(folder):
    model, wrong = catalogue(folder, TOPIC)
    mean, weighted, distances = segments(wrong, model, TOPIC, DATA)
    seen = [*mean.cells]

    assert state(seen) == {"helper": "model", "one": "model", "two": None, "three": None}

    seen += weighted.cells
    assert state(seen)["two"] == "wrong"
    assert state(seen)["helper"] == "wrong"

    seen += distances.cells
    assert state(seen) == dict.fromkeys(("helper", "one", "two", "three"), "model")


def test_cells_are_numbered_as_in_a_notebook_with_a_grade_cell_after_each_question(folder):
    model, _ = catalogue(folder, TOPIC)
    numbers = [i for s in segments(model, model, TOPIC, DATA) for i, _ in s.cells]

    assert numbers == [0, 1, 2, 4, 6]


def test_an_answer_alone_brings_its_variant_and_helpers(folder):
    _model, wrong = catalogue(folder, TOPIC)
    names = {}
    for _, source in alone(wrong, "q99a", TOPIC, DATA).cells:
        exec(source, names)

    assert names["variant"].sample == (1, 2, 3, 4, 9)
    assert names["two"] == "wrong"


def test_a_question_that_nobody_answers_is_named(folder):
    _, wrong = catalogue(folder, TOPIC)

    with pytest.raises(TopicError, match=r"wrong\.py does not answer mean"):
        compose([wrong], TOPIC, DATA)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("FAILS = {'test_x'}\n# %% mean\n", "docstring"),
        ('"""A."""\n# %% mean\n', "must say which tests it fails"),
        ('"""A."""\nFAILS = set()\n# %% mean\n', "names >= 1 test"),
        ('"""A."""\nFAILS = {"test_x"}\n# %% nothing\n', "no question 'nothing'"),
        ('"""A."""\ndef f(\n', "line 2"),
    ],
)
def test_a_catalogued_file_that_says_too_little_is_refused(tmp_path, text, complaint):
    path = tmp_path / "rejected" / "answer.py"
    path.parent.mkdir()
    path.write_text(text)

    with pytest.raises(TopicError, match=complaint):
        read(path, TOPIC)


def test_an_accepted_answer_fails_nothing(tmp_path):
    path = tmp_path / "accepted" / "answer.py"
    path.parent.mkdir()
    path.write_text('"""A."""\nFAILS = {"test_x"}\n# %% mean\n')

    with pytest.raises(TopicError, match="rejected answer"):
        read(path, TOPIC)


def test_a_topic_without_a_model_answer_is_refused(tmp_path):
    with pytest.raises(TopicError, match=r"model\.py is missing"):
        catalogue(tmp_path, TOPIC)
