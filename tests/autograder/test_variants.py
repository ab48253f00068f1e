"""Variants are drawn from a key, written as text, and filled in without being templates."""

import dataclasses
import math

import numpy as np
import pytest
import t99_toy
from hypothesis import given
from hypothesis import strategies as st

from autograder import variants
from autograder.errors import TopicError
from course_lib.topic import Band

KEY = bytes(range(32))

WHO = {"course_id": "mpdl", "student": "ann", "edition": "2026"}


def test_the_same_key_and_student_give_the_same_variant(toy):
    assert variants.draw(toy, KEY, **WHO) == variants.draw(toy, KEY, **WHO)


def test_a_draw_does_not_change_from_one_version_to_the_next(toy):
    assert variants.draw(toy, KEY, **WHO) == t99_toy.Variant(
        sample=(-1, 7, 6, -11, 16), weight=1.75, label="n = 5"
    )


@pytest.mark.parametrize(
    "other",
    [{"course_id": "b"}, {"student": "bob"}, {"edition": "2027"}],
)
def test_another_course_student_or_edition_gives_another_variant(toy, other):
    assert variants.draw(toy, KEY, **WHO) != variants.draw(toy, KEY, **{**WHO, **other})


def test_another_key_gives_another_variant(toy):
    assert variants.draw(toy, KEY, **WHO) != variants.draw(toy, bytes(32), **WHO)


def test_bars_in_an_id_cannot_imitate_another_student(toy):
    one = {"course_id": "a|t99_toy|b", "student": "c", "edition": "1"}
    two = {"course_id": "a", "student": "b|t99_toy|c", "edition": "1"}

    assert variants.draw(toy, KEY, **one) != variants.draw(toy, KEY, **two)


def test_every_variant_lies_inside_the_bands(toy):
    for k in range(200):
        v = variants.draw(toy, KEY, **{**WHO, "student": f"s{k}"})
        assert all(b.low <= b.of(v) <= b.high for b in toy.bands)


def test_bands_that_no_draw_meets_are_refused_by_name(toy):
    never = Band(name="never", low=1, high=0, of=lambda v: math.nan)

    with pytest.raises(TopicError, match=r"none of 1000 draws .* never 1000"):
        variants.draw(dataclasses.replace(toy, bands=(never,)), KEY, **WHO)


def test_hidden_seeds_depend_on_the_submission_and_are_not_the_variants_key():
    who = {**WHO, "stem": "t99_toy"}
    seeds = {variants.hidden_seed(KEY, **who, submission=s) for s in ("a", "b", "a")}

    assert len(seeds) == 2
    assert all(len(s) == 64 for s in seeds)


plain = st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
nested = st.recursive(plain, lambda inner: st.lists(inner, max_size=3).map(tuple))


def same(a, b):
    if isinstance(a, tuple):
        return isinstance(b, tuple) and len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and repr(a) == repr(b)


@given(nested, nested, nested)
def test_a_variant_is_read_back_exactly(sample, weight, label):
    v = t99_toy.Variant(sample=sample, weight=weight, label=label)
    back = variants.from_json(variants.to_json(v, t99_toy.TOPIC), t99_toy.TOPIC)

    assert same(dataclasses.astuple(v), dataclasses.astuple(back))
    assert variants.fingerprint(v, t99_toy.TOPIC) == variants.fingerprint(
        back, t99_toy.TOPIC
    )


@pytest.mark.parametrize(
    "bad", [True, None, [1], {"a": 1}, np.float64(1.0), np.int64(1), math.nan, math.inf, 1j]
)
def test_what_cannot_be_frozen_is_refused_by_field(toy, bad):
    v = t99_toy.Variant(sample=(1, (2, bad)), weight=1.0, label="")

    with pytest.raises(TopicError, match="field 'sample'"):
        variants.to_json(v, toy)


def test_a_frozen_variant_of_other_fields_is_refused(toy):
    with pytest.raises(TopicError, match="keep the old fields"):
        variants.from_json('{"sample": [1]}', toy)


def test_text_is_filled_with_the_numbers_of_the_variant(toy, toy_variant):
    text = variants.fill("w = ⟦weight⟧ of ⟦ sample ⟧", toy, toy_variant)

    assert text == "w = 1.25 of 4, -8, 15, 16, 3"


@pytest.mark.parametrize("name", ["⟦weight⟧", "{{ 7 * 7 }}", "{% raw %}", r"\g<0>", "`x`"])
def test_the_name_of_a_student_is_never_a_template(toy, toy_variant, name):
    text = variants.fill("for ⟦student⟧.", toy, toy_variant, student=name)

    assert text == f"for `{name.replace('`', chr(39))}`."


@pytest.mark.parametrize(
    "bad", ["⟦nobody⟧", "⟦weight", "weight⟧", "⟦a b⟧", "⟦⟧", "⟦⟦weight⟧⟧"]
)
def test_a_name_that_is_not_known_is_refused(toy, toy_variant, bad):
    with pytest.raises(TopicError):
        variants.fill(bad, toy, toy_variant)


@pytest.mark.parametrize("given_", [{"student": "x"}, {"fingerprint": "x"}, {"weight": 3}])
def test_a_statement_gives_text_and_leaves_our_names_alone(toy, toy_variant, given_):
    other = dataclasses.replace(toy, statement=lambda v: given_)

    with pytest.raises(TopicError):
        variants.fill("x", other, toy_variant)
