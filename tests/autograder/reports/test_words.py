"""Every status has words, a shape and a colour that can be read."""

import typing

import pytest

from autograder.reports.words import LOOKS, advice_without_input, meaning
from autograder.verdicts import STATUSES, Status

ALL = typing.get_args(Status)


def luminance(colour):
    """Relative luminance of WCAG 2 of '#rrggbb'."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_every_status_has_a_look():
    assert set(LOOKS) == set(ALL)


def test_no_two_statuses_share_a_word_or_a_shape():
    assert len({look.word for look in LOOKS.values()}) == len(ALL)
    assert len({look.shape for look in LOOKS.values()}) == len(ALL)


@pytest.mark.parametrize("status", ALL)
def test_white_can_be_read_on_every_colour(status):
    """WCAG 2 asks for a contrast of 4.5 : 1 for text of this size."""
    assert 1.05 / (luminance(LOOKS[status].colour) + 0.05) >= 4.5


@pytest.mark.parametrize("status", [s for s in ALL if s != "passed"])
def test_every_status_but_passed_says_what_to_do(status):
    assert LOOKS[status].advice.endswith(".")
    assert advice_without_input(status).endswith(".")


@pytest.mark.parametrize("status", ALL)
def test_the_meaning_of_a_status_is_a_sentence_in_the_words_of_the_verdicts(status):
    sentence = meaning(status)

    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert STATUSES[status].lower() in sentence.lower()
