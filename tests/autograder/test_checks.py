"""Checks accept every legitimate style and refuse the rest in words that give nothing away."""

import math
import warnings
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from autograder import checks
from autograder.errors import Wrong


class Remote:
    """An object that stayed in the sandbox: whatever it is asked is the student's code."""

    type_name = "Scalar"

    def __getattr__(self, name):
        raise AssertionError(f"a check asked a remote object for {name}")

    def __float__(self):
        raise AssertionError("a check asked a remote object for a number")


LONG = 10**400

NEVER_NUMBERS = [
    None,
    "1.0",
    b"1",
    {},
    {"a": 1.0},
    object(),
    Remote(),
    1 + 2j,
    np.array(1 + 0j),
    LONG,
    10**5000,
    [],
    [[1.0], [2.0, 3.0]],
    [None],
    ["1.0"],
    ["1.0", LONG],
    [LONG, 1.0],
    [1, 1j],
    [LONG, 1j],
    [Remote()],
    float("nan"),
    float("inf"),
    np.nan,
    np.array(None, dtype=object),
    np.array(1.0, dtype=object),
    np.array("1.0"),
    np.array(["1.0"], dtype=object),
    np.datetime64("2026-01-01"),
    np.zeros((1 << 12, 1)),
    set(),
    slice(3),
    ...,
    iter([1.0]),
]


def ids(values):
    return [f"{i}-{checks.kind_of(v)[:30]}" for i, v in enumerate(values)]


def raises_wrong(function, *args, **kwargs):
    """Call a check that must refuse; return its message."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a warning must not become a fault of the grader
        with pytest.raises(Wrong) as caught:
            function(*args, **kwargs)
    assert "\n" not in str(caught.value)
    assert 0 < len(str(caught.value)) < 300
    return str(caught.value)


# ---- every check refuses what is not a number
@pytest.mark.parametrize("value", NEVER_NUMBERS, ids=ids(NEVER_NUMBERS))
def test_no_check_takes_this_for_a_number(value):
    raises_wrong(checks.number, value, "x")
    raises_wrong(checks.integer, value, "x")
    raises_wrong(checks.close, value, 1.0, "x")
    raises_wrong(checks.at_most, value, 1e300, "x")
    if value is not None and value is not ...:
        raises_wrong(checks.numeric_answer, value, "q7a", 1.0, rtol=1e-3)


@pytest.mark.parametrize("value", NEVER_NUMBERS, ids=ids(NEVER_NUMBERS))
def test_no_check_takes_this_for_two_numbers(value):
    raises_wrong(checks.array, value, "x", shape=(2,))
    raises_wrong(checks.close, value, [1.0, 2.0], "x")
    raises_wrong(checks.layers, value, "x", [(np.zeros((1, 1)), np.zeros(1))])
    raises_wrong(checks.network, value, "x", inputs=1, outputs=1)
    raises_wrong(checks.items, value, "x", 3)
    raises_wrong(checks.boolean, value, "x")


# ---- array
@pytest.mark.parametrize(
    "value",
    [
        [1, 2],
        (1.0, 2.0),
        [1, 2.0],
        [np.float32(1), 2],
        [np.array(1.0), np.array(2.0)],
        np.array([1, 2]),
        np.array([1.0, 2.0], dtype=np.float32),
        np.array([1, 2], dtype=np.uint8),
        torch.tensor([1.0, 2.0]).numpy(),
        np.array([1.0, 2.0])[::-1][::-1],
    ],
)
def test_array_accepts_every_way_to_write_it(value):
    out = checks.array(value, "x", shape=(2,))

    assert out.dtype == np.float64
    assert out.tolist() == [1.0, 2.0]


def test_array_returns_a_fresh_array():
    value = np.zeros(3)
    checks.array(value, "x")[0] = 1.0

    assert value[0] == 0.0


def test_array_takes_integers_beyond_64_bits():
    assert checks.array([2**70, 1], "x").tolist() == [float(2**70), 1.0]


def test_array_takes_booleans_as_numbers():
    """A mask times a vector is an everyday thing to return."""
    assert checks.array([True, False], "x").tolist() == [1.0, 0.0]


@pytest.mark.parametrize(
    ("shape", "got"),
    [
        ((2,), (2, 1)),
        ((2,), (1, 2)),
        ((2,), (3,)),
        ((2, 2), (2,)),
        ((), (1,)),
        ((None, 2), (2,)),
    ],
)
def test_array_refuses_another_shape_and_names_both(shape, got):
    message = raises_wrong(checks.array, np.zeros(got), "x", shape=shape)

    assert str(got) in message
    assert str(shape).replace("None", "any") in message


def test_array_accepts_any_length_where_the_shape_is_open():
    assert checks.array(np.zeros((5, 2)), "x", shape=(None, 2)).shape == (5, 2)
    assert checks.array(np.zeros((0, 2)), "x", shape=(None, 2)).shape == (0, 2)
    assert checks.array([[1.0]], "x", ndim=2).shape == (1, 1)
    raises_wrong(checks.array, [1.0], "x", ndim=2)


def test_array_names_the_entry_that_is_not_finite():
    assert raises_wrong(checks.array, [[1.0], [np.nan]], "x") == "x[1, 0] is nan"
    assert raises_wrong(checks.array, [-np.inf], "x") == "x[0] is -inf"
    assert np.isnan(checks.array([np.nan], "x", finite=False)[0])


def test_a_long_double_beyond_float64_is_refused_without_a_warning():
    raises_wrong(checks.array, np.array([np.longdouble("1e4000")]), "x")


def test_a_broadcast_bomb_is_refused_before_any_arithmetic():
    """(n, 1) against (n,) would make an (n, n) array of 8 TB."""
    n = 1 << 20
    message = raises_wrong(checks.close, np.zeros((n, 1)), np.zeros(n), "x")

    assert "shape" in message


def test_an_array_that_no_answer_needs_is_refused():
    huge = np.broadcast_to(np.float64(0), (1 << 13, 1 << 13))

    assert "entries" in raises_wrong(checks.array, huge, "x")


# ---- number, integer, boolean
@pytest.mark.parametrize(
    "value", [2, 2.0, np.float32(2), np.int8(2), np.array(2), np.array(2.0), Fraction(2)]
)
def test_number_accepts_every_scalar(value):
    if isinstance(value, Fraction):  # the sandbox sends a fraction as a float
        value = float(value)

    assert checks.number(value, "x") == 2.0


def test_a_list_with_one_number_is_not_a_number():
    raises_wrong(checks.number, [2.0], "x")
    raises_wrong(checks.number, np.array([2.0]), "x")


@pytest.mark.parametrize(
    "value", [3, 3.0, np.int64(3), np.uint8(3), np.float32(3), np.array(3)]
)
def test_integer_accepts_whole_numbers(value):
    n = checks.integer(value, "n")

    assert n == 3
    assert type(n) is int


@pytest.mark.parametrize("n", [2**53 + 1, 2**62 + 1, -(2**62) - 1, 2**70 + 1])
def test_integer_is_exact_beyond_the_digits_of_a_float(n):
    assert checks.integer(n, "n") == n
    if abs(n) < 2**63:
        assert checks.integer(np.int64(n), "n") == n
        assert checks.integer(np.array(n), "n") == n


@pytest.mark.parametrize("value", [True, np.True_, np.array(False), 2.5, [3], "3", -0.5])
def test_integer_refuses_booleans_and_fractions(value):
    raises_wrong(checks.integer, value, "n")


@pytest.mark.parametrize("value", [True, np.True_, np.array(True)])
def test_boolean_accepts_booleans(value):
    assert checks.boolean(value, "b") is True


@pytest.mark.parametrize("value", [1, 0, 1.0, np.array([True]), [True], "True", np.int8(1)])
def test_boolean_refuses_numbers(value):
    raises_wrong(checks.boolean, value, "b")


# ---- items, layers, network
def test_items_accepts_tuples_and_lists_of_the_right_length():
    assert checks.items((1, 2), "x", 2) == checks.items([1, 2], "x", 2) == (1, 2)
    assert checks.items([], "x") == ()


@pytest.mark.parametrize(
    "value", [(1,), (1, 2, 3), np.zeros(2), {1: 2, 3: 4}, "ab", {1, 2}]
)
def test_items_refuses_other_lengths_and_kinds(value):
    raises_wrong(checks.items, value, "x", 2)


LIKE = [(np.zeros((3, 2)), np.zeros(3)), (np.zeros((1, 3)), np.zeros(1))]


def test_layers_accepts_lists_and_tuples_of_pairs():
    for outer in (list, tuple):
        for inner in (list, tuple):
            got = checks.layers(outer(inner(pair) for pair in LIKE), "d", LIKE)

            assert [(W.shape, b.shape) for W, b in got] == [((3, 2), (3,)), ((1, 3), (1,))]


@pytest.mark.parametrize(
    "value",
    [
        LIKE[:1],
        [*LIKE, LIKE[0]],
        [(W.T, b) for W, b in LIKE],
        [(W, b[:, None]) for W, b in LIKE],
        [(b, W) for W, b in LIKE],
        [W for W, b in LIKE],
        [(W, None) for W, b in LIKE],
        [(W, b, b) for W, b in LIKE],
        [(W + np.nan, b) for W, b in LIKE],
        [(W.astype(object), b) for W, b in LIKE],
    ],
)
def test_layers_refuses_other_shapes(value):
    assert "d" in raises_wrong(checks.layers, value, "d", LIKE)


def test_network_accepts_any_widths_that_fit_together():
    net = [[[[1.0, 2.0]], [0.0]], (np.ones((4, 1)), np.zeros(4)), (np.ones((1, 4)), [0])]

    assert len(checks.network(net, "net", inputs=2, outputs=1)) == 3


@pytest.mark.parametrize(
    "value",
    [
        [],
        [(np.ones((1, 3)), [0.0])],
        [(np.ones((2, 2)), [0.0, 0.0])],
        [(np.ones((1, 2)), [0.0, 0.0])],
        [(np.ones((3, 2)), np.zeros(3)), (np.ones((1, 4)), np.zeros(1))],
        [(np.ones((0, 2)), np.zeros(0))],
        np.ones((1, 2)),
    ],
)
def test_network_refuses_widths_that_do_not_fit(value):
    raises_wrong(checks.network, value, "net", inputs=2, outputs=1)


# ---- close
@given(st.floats(-1e6, 1e6), st.floats(-0.9, 0.9))
def test_close_accepts_what_is_within_the_tolerance(want, part):
    got = want + part * 1e-5 * max(1.0, abs(want))

    assert checks.close(got, want, "x").shape == ()


@given(st.floats(-1e6, 1e6), st.sampled_from((-1, 1)), st.floats(1.1, 1e3))
def test_close_refuses_what_is_not(want, sign, factor):
    tolerance = (1e-5 + 1e-7) * max(1.0, abs(want))

    raises_wrong(checks.close, want + sign * factor * tolerance, want, "x")


def test_close_gives_float32_the_room_it_needs_and_no_more():
    want = np.array([1.0, 1000.0])
    single = (want * (1 + 5e-4)).astype(np.float32)

    checks.close(single, want, "x")
    checks.close([np.float32(1.0005), np.float32(1000.5)], want, "x")
    raises_wrong(checks.close, single.astype(np.float64), want, "x")
    raises_wrong(checks.close, single, want, "x", double=True)
    raises_wrong(checks.close, (want * 1.01).astype(np.float32), want, "x")


def test_close_compares_small_quantities_relatively_if_the_floor_is_zero():
    checks.close(1.1e-9, 1e-9, "x")
    raises_wrong(checks.close, 1.1e-9, 1e-9, "x", floor=0.0, atol=0.0)
    checks.close(1.000001e-9, 1e-9, "x", floor=0.0, atol=0.0)


def test_close_survives_differences_beyond_the_largest_float():
    message = raises_wrong(checks.close, [1.7e308], [-1.7e308], "x")

    assert "x[0]" in message


def test_close_of_empty_arrays_compares_their_shapes():
    checks.close(np.zeros((0, 3)), np.zeros((0, 3)), "x")
    raises_wrong(checks.close, np.zeros((3, 0)), np.zeros((0, 3)), "x")


def test_close_names_the_worst_entry():
    assert "x[1]" in raises_wrong(checks.close, [1.1, 5.0, 1.1], [1.0, 1.0, 1.0], "x")


@given(st.integers(1_000_000, 9_999_999), st.floats(1e-3, 1e3))
def test_no_message_holds_the_expected_value(digits, off):
    want = digits / 1_000_000.0
    messages = [
        raises_wrong(checks.close, want + off, want, "x"),
        raises_wrong(checks.close, [want + off, want], [want, want], "x"),
        raises_wrong(checks.at_most, want + off, want, "x", why="the theorem says so"),
        raises_wrong(checks.numeric_answer, want + 2 * off, "q7a", want, rtol=1e-4),
        raises_wrong(checks.numeric_answer, "a string", "q7a", want, rtol=1e-4),
        raises_wrong(checks.close, float("nan"), want, "x"),
        raises_wrong(checks.close, [want], want, "x"),
    ]
    for message in messages:
        assert str(digits)[:4] not in message.replace(".", "")
        assert f"{want:.3g}" not in message or len(f"{want:.3g}") < 4


# ---- words
@given(st.floats(1e-300, 1e300))
def test_power_of_ten_is_the_order_of_magnitude(x):
    power = float(checks.power_of_ten(x))

    assert power * (1 - 1e-12) <= x < 10 * power * (1 + 1e-12)


def test_power_of_ten_of_what_has_none():
    assert [checks.power_of_ten(x) for x in (0.0, math.inf)] == ["0", "inf"]


def test_kind_of_never_runs_code_of_a_student_nor_quotes_its_text():
    assert checks.kind_of(Remote()) == "an object of type Remote"
    assert checks.kind_of("<script>") == "a string"
    assert checks.kind_of(10**5000).startswith("an integer of")
