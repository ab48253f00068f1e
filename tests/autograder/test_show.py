"""Values are shown as Python that gives them back, or visibly are not Python."""

import ast
import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.errors import NotDefined, Raised, TimedOut
from autograder.sandbox.wire import Rng, Tensor
from autograder.show import ENTRIES, WIDTH, show, show_call, show_outcome
from autograder.student import Call

NAMES = {"np": np, "torch": torch}


def value_of(text):
    """Evaluate shown text, as a student who pastes it does."""
    return eval(text, dict(NAMES))


def is_python(text):
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def same(a, b):
    """Equal in type and value, NaN included."""
    if isinstance(a, np.ndarray):
        return (
            a.dtype == b.dtype
            and a.shape == b.shape
            and np.array_equal(a, b, equal_nan=True)
        )
    if isinstance(a, float):
        return isinstance(b, float) and (a == b or (math.isnan(a) and math.isnan(b)))
    if isinstance(a, list | tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and a == b


plain = (
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats()
    | st.text(max_size=12)
    | st.binary(max_size=12)
)
shapes = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)
arrays = (
    hnp.arrays(np.float64, shapes)
    | hnp.arrays(np.float32, shapes)
    | hnp.arrays(np.int64, shapes)
    | hnp.arrays(np.int8, shapes)
    | hnp.arrays(np.bool_, shapes)
)
values = st.recursive(
    plain | arrays,
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner) | st.tuples(inner, inner),
    max_leaves=5,
)


@given(plain | arrays)
def test_what_is_shown_can_be_pasted_and_gives_the_value_back(value):
    assert same(value, value_of(show(value)))


@given(values)
def test_containers_can_be_pasted_unless_they_are_cut_off(value):
    text = show(value)

    assert "…" in text or same(value, value_of(text))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([1, (2.5, None)], "[1, (2.5, None)]"),
        ((1,), "(1,)"),
        ((), "()"),
        ({"a": [True]}, "{'a': [True]}"),
        (np.zeros((2, 1)), "np.array([[0.], [0.]])"),
        (np.array([1.0, -10.5]), "np.array([1., -10.5])"),
        (np.array(0.1), "np.array(0.1)"),
        (np.float64(0.125), "0.125"),
        (np.int64(3), "3"),
        (np.bool_(True), "True"),
        (np.float32(0.5), "0.5"),
        (np.zeros((0, 3)), "np.zeros((0, 3))"),
        (np.array([1, 2], dtype=np.int8), "np.array([1, 2], dtype=np.int8)"),
        (np.array([np.nan, -np.inf]), "np.array([np.nan, -np.inf])"),
        (float("nan"), "float('nan')"),
        (Rng(7), "np.random.default_rng(7)"),
        (Tensor(np.array([1.0])), "torch.tensor(np.array([1.]))"),
    ],
)
def test_values_are_shown_as_people_write_them(value, text):
    assert show(value) == text


def test_a_list_of_multiples_of_an_eighth_is_readable():
    assert show(np.array([[0.125, -4.0]])) == "np.array([[0.125, -4.]])"


def test_print_options_of_numpy_do_not_change_what_is_shown():
    with np.printoptions(precision=2, suppress=True, floatmode="fixed"):
        assert show(np.array([1 / 3])) == "np.array([0.3333333333333333])"


class Named:
    """Stands for an oracle."""

    name = "grad"

    def __call__(self, x):
        return x


class Remote:
    """Stands for an object that stayed in the sandbox; it may look callable."""

    type_name = "Scalar"

    def __call__(self):
        raise AssertionError("showing an object must not call it")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.zeros(ENTRIES + 1), f"<array of shape ({ENTRIES + 1},)>"),
        (np.array([None, "x"], dtype=object), "<array of shape (2,)>"),
        (Named(), "<grad>"),
        (abs, "<function>"),
        (Remote(), "<Scalar>"),
        (object(), "<object>"),
        (10**400, "<an integer of about 400 digits>"),
        (list(range(ENTRIES + 1)), "…"),
        ("x" * (WIDTH + 1), "…"),
        ([[[[[[[1]]]]]]], "…"),
        (dict.fromkeys(range(ENTRIES + 1)), "…"),
    ],
)
def test_what_is_not_whole_is_visibly_not_python(value, text):
    shown = show(value)

    assert text in shown
    assert not is_python(shown)


def test_an_integer_that_python_refuses_to_print_is_shown_by_its_size():
    assert show(10**5000) == "<an integer of about 5000 digits>"


def test_megabytes_are_shown_in_a_few_lines():
    for value in ("x" * 10**6, [["y" * 10**5] * 100], np.zeros(10**6), {1: b"z" * 10**6}):
        call = Call("f", (value,), {}, outcome=value)

        assert len(show_call(call)) <= 4 * WIDTH + 2
        assert len(show_outcome(call)) <= 2 * WIDTH + 2


# ---- calls
def test_a_call_is_shown_with_its_arguments():
    call = Call("relu", (np.array([-1.0]), 2), {"axis": 0})

    assert show_call(call) == "relu(np.array([-1.]), 2, axis=0)"


def test_a_variable_is_shown_by_its_name_and_a_function_with_brackets():
    assert show_call(Call("q7a", (), {})) == "q7a"
    assert show_call(Call("quantile", (), {})) == "quantile()"


def test_a_program_is_shown_as_the_python_it_stands_for():
    steps = [
        ("const", -2.0),
        ("call", "Scalar", 0),
        ("const", 3),
        ("op", "mul", 1, 2),
        ("op", "pow", 3, 0),
        ("op", "neg", 4),
        ("method", "relu", 5),
        ("method", "backward", 6),
        ("set", "grad", 1, 0),
        ("get", "grad", 1),
    ]

    assert show_call(Call("program", (steps,), {})).splitlines() == [
        "v1 = Scalar(-2.0)",
        "v3 = v1 * 3",
        "v4 = v3 ** (-2.0)",
        "v5 = -v4",
        "v6 = v5.relu()",
        "v7 = v6.backward()",
        "v1.grad = -2.0",
        "v9 = v1.grad",
    ]


def test_a_long_program_is_cut_off():
    steps = [("const", 1), *(("call", "Scalar", 0) for _ in range(1000))]
    shown = show_call(Call("program", (steps,), {}))

    assert shown.endswith("…")
    assert len(shown.splitlines()) == ENTRIES + 1


# ---- outcomes
def test_an_exception_is_named_without_its_text():
    """Its text may quote hidden inputs at length."""
    call = Call("f", (), {}, fault=Raised("ValueError", ("ValueError",), "secret 42"))

    assert show_outcome(call) == "raised ValueError"


def test_other_faults_are_shown_in_their_own_words():
    assert (
        show_outcome(Call("f", (), {}, fault=TimedOut("4 s of CPU time")))
        == "4 s of CPU time"
    )
    assert show_outcome(Call("f", (), {}, fault=NotDefined("f"))) == "f"


def test_a_result_is_shown_as_a_value():
    assert show_outcome(Call("f", (), {}, outcome=(1.0, None))) == "(1.0, None)"
