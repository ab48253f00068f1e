"""The codec: what goes in comes out, and nothing else can be made to come out."""

import contextlib
import json
import math
import struct
import time
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.sandbox import wire

DTYPES = [
    "?",
    "i1",
    "u1",
    "<i2",
    "<u2",
    "<i4",
    "<u4",
    "<i8",
    "<u8",
    "<f2",
    "<f4",
    "<f8",
    "<c8",
    "<c16",
]


def there_and_back(value, **how):
    data = wire.pack(value, how.pop("refer", None))
    header_bytes, payload_bytes = wire.check_head(data[: wire.HEAD.size])
    start = wire.HEAD.size
    assert len(data) == start + header_bytes + payload_bytes
    payload = bytearray(data[start + header_bytes :])
    return wire.value_of(data[start : start + header_bytes], payload, **how)


def same(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray | np.generic):
        return (
            a.dtype == b.dtype
            and a.shape == b.shape
            and np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")
        )
    if isinstance(a, float):
        return struct.pack("<d", a) == struct.pack("<d", b) or (a != a and b != b)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(map(repr, a)) == list(map(repr, b)) and all(
            map(same, a.values(), b.values())
        )
    return a == b or a != a


arrays = st.sampled_from(DTYPES).flatmap(
    lambda d: hnp.arrays(
        d, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
    )
)
texts = st.text(st.characters(exclude_categories=["Cs"]))
keys = texts | st.integers() | st.booleans() | st.none() | st.floats(allow_nan=False)
keys = keys | st.tuples(keys, keys)
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | texts
    | st.binary()
    | st.complex_numbers(allow_nan=False)
)
values = st.recursive(
    scalars | arrays,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(keys, inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(values)
def test_plain_values_come_back_with_their_types(value):
    assert same(there_and_back(value), value)


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_dtype_crosses_as_scalar_and_as_array(dtype):
    for value in (np.ones((2, 3), dtype), np.ones((), dtype), np.ones(1, dtype)[0]):
        assert same(there_and_back(value), value)


def test_arrays_arrive_writable_aligned_and_in_c_order():
    array = np.asfortranarray(np.arange(12.0).reshape(3, 4))
    _, got, strided = there_and_back((np.int8(1), array, np.arange(10.0)[::3]))

    assert got.flags.writeable and got.flags.aligned and got.flags.c_contiguous
    assert np.array_equal(got, array) and strided.tolist() == [0, 3, 6, 9]


def test_foreign_byte_orders_and_long_doubles_become_plain():
    big, long = there_and_back((np.arange(3, dtype=">i4"), np.ones(2, np.longdouble)))

    assert big.tolist() == [0, 1, 2] and big.dtype == np.dtype("<i4")
    assert long.dtype == np.float64


def test_subclasses_travel_as_their_base_and_their_methods_are_not_asked():
    class Liar(dict):
        def items(self):
            return [("lie", 1)]

    class Listed(list):
        def __iter__(self):
            return iter("lie")

    class Float(float):
        def __float__(self):
            return 7.0

    class Array(np.ndarray):
        def __array_function__(self, *args):
            return True

    sent = Liar(a=1), Listed([1]), Float(2.0), np.zeros(2).view(Array), np.float64(1.0)
    got = there_and_back(sent)

    assert [type(v) for v in got] == [dict, list, float, np.ndarray, np.float64]
    assert got[0] == {"a": 1} and got[1] == [1] and got[2] == 2.0


def test_numbers_of_other_kinds_become_floats():
    assert there_and_back([Fraction(1, 4), Decimal("0.5")]) == [0.25, 0.5]
    with pytest.raises(wire.Unsendable):
        wire.pack(Fraction(10**400))


def test_tensors_cross_as_arrays_or_as_tensors():
    torch = pytest.importorskip("torch")
    parameter = torch.nn.Parameter(torch.ones(2, 3))
    got = there_and_back([parameter, torch.ones(2, dtype=torch.bfloat16), torch.tensor(3)])

    assert [type(v) for v in got] == [np.ndarray] * 3 and got[2].shape == ()
    marked = there_and_back(wire.Tensor(np.ones(2, np.float32)), tensor=torch.from_numpy)
    assert isinstance(marked, torch.Tensor) and marked.dtype == torch.float32


def test_what_is_not_plain_is_referred_or_refused():
    thing = object()
    with pytest.raises(wire.Unsendable, match="type object"):
        wire.pack(thing)

    got = there_and_back([thing], refer=lambda x: ["o", 5, "object"], special={"o": tuple})
    assert got == [("o", 5, "object")]


@pytest.mark.parametrize(
    "value", [np.array([object()]), np.array(["a"]), {object(): 1}, {1, 2}]
)
def test_arrays_of_objects_text_and_odd_dicts_are_objects(value):
    assert there_and_back(value, refer=lambda x: ["o", 1, "x"], special={"o": len}) == 3


def deep(n):
    value = 1
    for _ in range(n):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        deep(40),
        10**4100,
        [0] * (wire.MAX_NODES + 1),
        "x" * (wire.MAX_HEADER_BYTES + 1),
        np.zeros((1,) * 9),
        np.zeros(wire.MAX_PAYLOAD_BYTES // 8 + 1),
        wire.Rng(-1),
    ],
    ids=["deep", "digits", "parts", "header", "axes", "payload", "seed"],
)
def test_what_is_too_large_is_not_sent(value):
    with pytest.raises(wire.Unsendable):
        wire.pack(value)


def test_a_list_that_holds_itself_is_not_sent():
    loop = []
    loop.append(loop)
    with pytest.raises(wire.Unsendable):
        wire.pack(loop)


# ------------------------------------------------------------------------ malformed frames
def nested(text, n):
    return b'["l",' * n + text + b"]" * n


MALFORMED = {
    "not json": (b"{nope", b""),
    "not ascii": ('"é"'.encode(), b""),
    "empty": (b"", b""),
    "two values": (b"1 2", b""),
    "nested in json": (b"[" * 100_000, b""),
    "nested in tags": (nested(b"1", 40), b""),
    "a json object": (b'{"a":1}', b""),
    "an empty list": (b"[]", b""),
    "an untagged list": (b"[1,2]", b""),
    "an unknown tag": (b'["pickle","x"]', b""),
    "a callable from the box": (b'["f",0]', b""),
    "a generator from the box": (b'["g",0]', b""),
    "a tensor from the box": (b'["T","<f8",[1]]', bytes(8)),
    "dtype object": (b'["a","|O",[1]]', bytes(8)),
    "dtype void": (b'["a","|V8",[1]]', bytes(8)),
    "dtype str": (b'["a","<U1",[1]]', b"\xff" * 4),
    "dtype datetime": (b'["a","<M8[s]",[1]]', bytes(8)),
    "dtype structured": (b'["a",[["x","<f8"]],[1]]', bytes(8)),
    "negative axis": (b'["a","<f8",[-1]]', bytes(8)),
    "axes that multiply to plus": (b'["a","<f8",[-1,-1]]', bytes(8)),
    "axes that overflow": (b'["a","<f8",[4294967296,4294967296]]', b""),
    "empty and huge": (b'["a","<f8",[0,4611686018427387904]]', b""),
    "empty and large twice": (b'["a","<f8",[0,268435456,268435456]]', b""),
    "float axis": (b'["a","<f8",[1.0]]', bytes(8)),
    "bool axis": (b'["a","<f8",[true]]', bytes(8)),
    "no list of axes": (b'["a","<f8",1]', bytes(8)),
    "33 axes": (b'["a","<f8",[' + b",".join([b"1"] * 33) + b"]]", bytes(8)),
    "too few bytes": (b'["a","<f8",[100]]', bytes(8)),
    "too many bytes": (b'["a","<f8",[1]]', bytes(64)),
    "bytes without an array": (b"1", bytes(8)),
    "array with two fields": (b'["a","<f8"]', b""),
    "scalar with a shape": (b'["s","<f8",[1]]', bytes(8)),
    "negative bytes": (b'["b",-5]', b""),
    "bytes larger than the frame": (b'["b",500]', b"x"),
    "bytes of a bool number": (b'["b",true]', b"x"),
    "complex of ints": (b'["c",1,2]', b""),
    "complex of text": (b'["c","1","2"]', b""),
    "dict of one": (b'["d",[1]]', b""),
    "dict of no pairs": (b'["d",1,2]', b""),
    "a list as a key": (b'["d",[["l"],1]]', b""),
    "an array as a key": (b'["d",[["a","<f8",[1]],1]]', bytes(8)),
    "a nested tuple of arrays as a key": (b'["d",[["t",["t",["l"]]],1]]', b""),
    "5000 digits": (b"1" * 5000, b""),
    "100000 digits": (b"1" * 100_000, b""),
}


@pytest.mark.parametrize(("header", "payload"), MALFORMED.values(), ids=MALFORMED)
def test_malformed_frames_are_refused(header, payload):
    with pytest.raises(wire.WireError):
        wire.value_of(header, payload)


@pytest.mark.parametrize(
    "head",
    [
        b"\x80\x04\x95pickle...",
        b"HTTP/1.1 200",
        struct.pack("<4sII", wire.MAGIC, 2**32 - 1, 0),
        struct.pack("<4sII", wire.MAGIC, 10, 2**32 - 1),
    ],
)
def test_heads_of_other_protocols_and_giants_are_refused(head):
    with pytest.raises(wire.WireError):
        wire.check_head(head)


@settings(deadline=None)
@given(st.binary(max_size=60), st.binary(max_size=20))
def test_random_bytes_are_read_or_refused(header, payload):
    with contextlib.suppress(wire.WireError):
        wire.value_of(header, payload)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.floats()
    | st.sampled_from(["l", "t", "d", "a", "s", "c", "b", "o", "<f8", "|b1", "|O"]),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=20,
)


@settings(deadline=None, max_examples=200)
@given(json_values, st.binary(max_size=20))
def test_random_trees_are_read_or_refused(tree, payload):
    with contextlib.suppress(wire.WireError):
        wire.value_of(json.dumps(tree).encode(), payload)


def test_bools_are_zero_or_one_whatever_their_byte():
    got = wire.value_of(b'["a","|b1",[3]]', bytes([255, 1, 0]))

    assert got.view(np.uint8).tolist() == [1, 1, 0]


def test_lone_surrogates_are_replaced():
    assert wire.value_of(b'"\\ud800"', b"") == "?"


def test_infinities_nan_and_negative_zero_survive():
    got = there_and_back([math.inf, -math.inf, math.nan, -0.0])

    assert got[:2] == [math.inf, -math.inf] and got[2] != got[2] and str(got[3]) == "-0.0"


def test_colliding_keys_cost_little():
    """Ints that are multiples of 2**61 - 1 have hash 0; n of them cost n**2 comparisons."""
    pairs = ",".join(f"[{k * (2**61 - 1)},1]" for k in range(100_000))
    start = time.process_time()
    with pytest.raises(wire.WireError, match="keys"):
        wire.value_of(f'["d",{pairs}]'.encode(), b"")

    assert time.process_time() - start < 3


def test_the_parts_of_a_frame_are_counted():
    many = b'["l"' + b",[]" * 5
    with pytest.raises(wire.WireError):
        wire.value_of(many + b"]", b"")
    with pytest.raises(wire.WireError, match="parts"):
        wire.value_of(b'["l"' + b',["l"]' * (wire.MAX_NODES + 1) + b"]", b"")
