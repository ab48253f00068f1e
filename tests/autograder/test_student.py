"""The proxy through which hidden tests see a submission."""

import numpy as np
import pytest

from autograder.errors import Crashed, TimedOut, TopicError, Wrong
from autograder.student import KEPT_CALLS, Student


class Book:
    """Stands in for a sandboxed notebook: answers with the sum of its arguments."""

    cpu_seconds = 0.5

    def __init__(self, fault=None):
        self.fault = fault
        self.calls = 0

    def call(self, name, /, *args, **kwargs):
        self.calls += 1
        if self.fault:
            raise self.fault
        return sum(a for a in args if not callable(a))

    def call_keeping_arguments(self, name, /, *args, **kwargs):
        return self.call(name, *args), args

    def value(self, name):
        return 3

    def program(self, steps, wants):
        return [0 for _ in wants]


class Oracle:
    violation = ""

    def __call__(self, x):
        return x


def opened(book):
    student = Student(frozenset({"f", "g"}), frozenset({"q1a"}))
    student._open(book)
    return student


def test_a_declared_function_is_called_in_the_notebook():
    student = opened(Book())

    assert student.f(1, 2) == 3
    assert student.keeping_arguments("g", 4) == (4, (4,))
    assert student.value("q1a") == 3
    assert student.program([("const", 1)], [0]) == [0]
    assert student.cpu_seconds() == 0.5


@pytest.mark.parametrize(
    "use",
    [
        lambda s: s.h(1),
        lambda s: s.keeping_arguments("h", 1),
        lambda s: s.value("q9z"),
        lambda s: s._secret,
    ],
)
def test_a_name_that_no_sheet_declares_is_the_authors_error(use):
    with pytest.raises(TopicError):
        use(opened(Book()))


def test_outside_a_question_there_is_no_notebook():
    with pytest.raises(TopicError, match="outside a question"):
        _ = Student(frozenset({"f"}), frozenset()).f


def test_libraries_may_probe_the_proxy_for_names():
    assert not hasattr(opened(Book()), "hypothesis_internal_is_this_a_mock_check")


def test_the_latest_calls_are_remembered_and_forgotten_with_the_next_example():
    student = opened(Book())
    for k in range(KEPT_CALLS + 3):
        student.f(k)

    assert [c.args for c in student._last_calls] == [(k,) for k in range(3, KEPT_CALLS + 3)]

    student._forget()
    student.g(np.ones(1))

    assert [c.function for c in student._last_calls] == ["g"]


@pytest.mark.parametrize("fault", [TimedOut("too long"), Crashed("gone")])
def test_after_the_process_has_ended_no_call_of_the_test_waits_for_it_again(fault):
    book = Book(fault)
    student = opened(book)
    for _ in range(3):
        with pytest.raises(type(fault)):
            student.f(7)

    assert book.calls == 1
    assert [c.args for c in student._last_calls] == [(7,)]


def test_an_oracle_that_was_misused_decides_even_if_the_error_was_swallowed():
    oracle = Oracle()
    student = opened(Book())
    student.f(1, oracle)
    oracle.violation = "grad was called 11 times, allowed 10"

    with pytest.raises(Wrong, match="11 times"):
        student.f(1, oracle)
