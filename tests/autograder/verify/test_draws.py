from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import t99_toy

from autograder.grade import Pieces
from autograder.verify.draws import check_draws, collisions, odd_text
from autograder.verify.plan import Options, Subject

TOY = Path(t99_toy.__file__).parent
OPTIONS = Options(draws=40, seed="test")


def subject(topic=t99_toy.TOPIC):
    pieces = Pieces(
        topic=topic,
        module="t99_toy",
        grader=TOY / "grader_t99_toy.py",
        solutions=TOY / "solutions",
    )
    return Subject(pieces=pieces, template=TOY / "t99_toy.md.j2", reference=())


def complaints(topic):
    return " ".join(f.text for f in check_draws(subject(topic), OPTIONS).findings)


def test_a_sound_topic_has_no_finding():
    section = check_draws(subject(), OPTIONS)

    assert section.findings == []
    assert section.figures["drawn"] == 40
    assert section.figures["notebooks filled"] == 20


def test_answers_that_can_be_copied_are_found():
    topic = replace(t99_toy.TOPIC, answers=lambda v: {"q99a": v.sample[0] // 10})

    assert "copied answer is accepted" in complaints(topic)


def test_a_draw_that_is_not_a_function_of_its_generator_is_found():
    state = np.random.default_rng(0)
    topic = replace(t99_toy.TOPIC, draw=lambda rng: t99_toy.draw(state))

    assert "two different variants" in complaints(topic)


def test_an_answer_of_no_question_is_found():
    topic = replace(t99_toy.TOPIC, answers=lambda v: {"q99b": 1.0})

    assert "the sheet has ['q99a']" in complaints(topic)


def test_a_name_that_the_statement_forgets_is_found():
    topic = replace(t99_toy.TOPIC, statement=lambda v: {"sample": "1"})

    assert "cannot be built or filled" in complaints(topic)


def test_bands_that_nothing_fits_are_found():
    narrow = replace(t99_toy.TOPIC.bands[0], low=1000.0, high=1001.0)

    assert "inside all bands" in complaints(replace(t99_toy.TOPIC, bands=(narrow,)))


@pytest.mark.parametrize("text", ["", "np.float64(1.0)", "$x = nan$", "<function f>"])
def test_accidents_in_a_statement_are_recognised(text):
    assert odd_text(text)


def test_tolerance_counts_in_collisions():
    values = np.array([1.0, 1.0005, 2.0])

    assert collisions(values, 1e-3).distinct == pytest.approx(2 / 3)
    assert collisions(values, 0.0).distinct == 1.0
