"""Bounds, refusals and numeric answers: whose fault a failure is, and in which words."""

import warnings
from fractions import Fraction

import numpy as np
import pytest

from autograder import checks
from autograder.errors import NotDefined, Raised, TimedOut, Wrong


def raises_wrong(function, *args, **kwargs):
    """Call a check that must refuse; return its message."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a warning must not become a fault of the grader
        with pytest.raises(Wrong) as caught:
            function(*args, **kwargs)
    assert "\n" not in str(caught.value)
    assert 0 < len(str(caught.value)) < 300
    return str(caught.value)


# ---- at_most, holds, refuses, numeric_answer
def test_at_most_allows_rounding_and_nothing_else():
    assert checks.at_most(1.0 + 1e-10, 1.0, "x") == 1.0 + 1e-10
    assert checks.at_most(-5, 1.0, "x") == -5.0
    assert "the bound" in raises_wrong(checks.at_most, 1.1, 1.0, "x", why="the bound")


def test_holds_is_silent_when_it_holds():
    checks.holds(True, "never said")
    assert raises_wrong(checks.holds, False, "the loss must fall") == "the loss must fall"


def raiser(error):
    def call():
        raise error

    return call


def test_refuses_accepts_value_errors_type_errors_and_their_kin():
    for bases in [
        ("ValueError", "Exception"),
        ("TypeError", "Exception"),
        ("LinAlgError", "ValueError", "Exception"),
    ]:
        checks.refuses(raiser(Raised(bases[0], bases)), "an empty batch")


def test_refuses_says_what_is_wrong_with_an_assert():
    error = Raised("AssertionError", ("AssertionError", "Exception"))

    assert "python -O" in raises_wrong(checks.refuses, raiser(error), "an empty batch")


@pytest.mark.parametrize("error", [Raised("IndexError", ("IndexError", "LookupError"))])
def test_refuses_names_the_wrong_exception(error):
    assert "IndexError" in raises_wrong(checks.refuses, raiser(error), "an empty batch")


@pytest.mark.parametrize("value", [None, float("nan"), np.zeros(3), "error"])
def test_refuses_does_not_take_a_returned_value_for_a_refusal(value):
    message = raises_wrong(checks.refuses, lambda: value, "an empty batch")

    assert message.startswith("an empty batch must raise ValueError")


@pytest.mark.parametrize(
    "error", [TimedOut("slow"), NotDefined("f"), Wrong("misused oracle")]
)
def test_refuses_leaves_every_other_fault_as_it_is(error):
    with pytest.raises(type(error)) as caught:
        checks.refuses(raiser(error), "an empty batch")

    assert caught.value is error


def test_numeric_answer_accepts_every_way_to_write_a_number():
    for value in (0.75, np.float32(0.75), np.array(0.75), 0.7500001, 3 / 4):
        checks.numeric_answer(value, "q7a", Fraction(3, 4), rtol=1e-3)
    for value in (12, 12.0, np.int64(12), 12 + 1e-10):
        checks.numeric_answer(value, "q7b", 12, rtol=0)
    checks.numeric_answer(0, "q7c", 0, rtol=1e-3)


@pytest.mark.parametrize("value", [0.76, -0.75, 0, 1e300, [0.75], "3/4"])
def test_numeric_answer_refuses_other_numbers(value):
    raises_wrong(checks.numeric_answer, value, "q7a", Fraction(3, 4), rtol=1e-3)


def test_numeric_answer_of_an_integer_allows_rounding_only():
    raises_wrong(checks.numeric_answer, 12.001, "q7b", 12, rtol=0)


@pytest.mark.parametrize("value", [None, ...])
def test_an_answer_that_is_still_the_stub_is_not_a_wrong_number(value):
    with pytest.raises(NotDefined, match="q7a"):
        checks.numeric_answer(value, "q7a", 1.0, rtol=1e-3)
