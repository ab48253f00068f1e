"""Frames and the typed codec: all that ever crosses between a grader and a submission.

A frame is ``magic, header length, payload length`` (12 bytes), then a header of ASCII JSON,
then the bytes of the arrays in the order in which the header names them. Why not pickle:
unpickling runs code of the sender's choice. Why not msgpack: its extension types recurse
through C frames, and it copies arrays. Why tags: a decoder that can build nothing but the
kinds below cannot be talked into building anything else.

=============================  ========================  ====================================
kind                           in the header             sent by
=============================  ========================  ====================================
None, bool, int, float, str    themselves                both
list, tuple                    ["l", …] ["t", …]         both
dict                           ["d", [key, value], …]    both; keys: scalars, tuples of them
complex, bytes                 ["c", re, im] ["b", n]    both
ndarray, numpy scalar          ["a", dtype, shape] "s"   both; a tensor leaves the box as "a"
Tensor (arrives as a tensor)   ["T", dtype, shape]       grader
Rng (arrives as a Generator)   ["g", seed]               grader
a callable of the grader       ["f", number]             grader
an object of the student's     ["o", number, type name]  box; the grader sends ["o", number]
=============================  ========================  ====================================

Every length is bounded before anything of that length is built; what is refused raises
`WireError`. This module runs on both sides: standard library and numpy only, and torch is
looked up in `sys.modules`, never imported.
"""

import json
import math
import numbers
import struct
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn

import numpy as np

MAGIC = b"MPD1"
HEAD = struct.Struct("<4sII")
MAX_HEADER_BYTES = 4 << 20
MAX_PAYLOAD_BYTES = 256 << 20
MAX_DEPTH = 32
MAX_NDIM = 8
MAX_NODES = 200_000
MAX_DIGITS = 4000
MAX_BITS = int(
    MAX_DIGITS * math.log2(10)
)  # an int of fewer bits has at most MAX_DIGITS digits
# Keys that are not strings can be made to collide (ints: multiples of 2**61 - 1), which costs
# quadratic time; 4096 of them cost about a quarter of a second. Strings are hashed with a secret.
MAX_UNHASHED_KEYS = 4096

_DTYPE_NAMES = "|b1 |i1 |u1 <i2 <u2 <i4 <u4 <i8 <u8 <f2 <f4 <f8 <c8 <c16"
_DTYPES = {name: np.dtype(name) for name in _DTYPE_NAMES.split()}

Refer = Callable[[Any], list[Any]]
Resolve = Callable[[list[Any]], Any]


class WireError(ValueError):
    """A frame breaks the rules; nothing has been built from it."""


class Unsendable(TypeError):
    """A value that is too large, too deep or of a kind that does not cross."""


@dataclass(frozen=True)
class Tensor:
    """An array that arrives in the student's process as a torch tensor of the same dtype."""

    array: Any


@dataclass(frozen=True)
class Rng:
    """Arrives as ``numpy.random.default_rng(seed)``, so a test decides the randomness."""

    seed: int


class _Encoder:
    """One value on its way out. `refer` names what is not plain data, or refuses it."""

    def __init__(self, refer: Refer | None, tensor_tag: str) -> None:
        self.buffers: list[memoryview] = []
        self._refer = refer
        self._tensor_tag = tensor_tag
        self._nodes = 0

    def node(self, x: Any, depth: int) -> Any:
        kind = type(x)
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise Unsendable(f"a value of more than {MAX_NODES} parts cannot cross")
        if x is None or kind is bool or kind is float or kind is str:
            return x
        if kind is int:
            return _checked_int(x)
        if depth > MAX_DEPTH:
            raise Unsendable(f"a value nested deeper than {MAX_DEPTH} cannot cross")
        if kind is list or kind is tuple:
            tag = "l" if kind is list else "t"
            return [tag, *[self.node(v, depth + 1) for v in x]]
        if kind is dict:
            return self._dict(x, depth)
        if kind is np.ndarray:
            return self._array("a", x, x)
        return self._rarer(x, depth)

    def _rarer(self, x: Any, depth: int) -> Any:
        if isinstance(x, np.generic) and not isinstance(x, str | bytes):
            return self._array("s", np.asarray(x), x)
        if isinstance(x, complex):
            return ["c", x.real, x.imag]
        if isinstance(x, bytes | bytearray):
            self._buffer(memoryview(bytes(x)))
            return ["b", len(x)]
        if isinstance(x, Tensor):
            return self._array("T", np.asarray(x.array), x)
        if isinstance(x, Rng):
            if not 0 <= x.seed < 1 << 128:
                raise Unsendable("a seed is an integer in [0, 2**128)")
            return ["g", int(x.seed)]
        torch = sys.modules.get("torch")
        if torch is not None and isinstance(x, torch.Tensor):
            return self._array(self._tensor_tag, _array_of_tensor(x), x)
        if isinstance(x, np.ndarray):  # a subclass travels as its base
            return self._array("a", x.view(np.ndarray), x)
        for base in (int, float, str, list, tuple, dict):
            if isinstance(x, base):
                # not base(x): a subclass may override __iter__, __int__, ...
                return self.node(_as_base(base, x), depth)
        if isinstance(x, numbers.Real | Decimal):
            try:
                return float(x)
            except (ValueError, OverflowError, TypeError):
                return self._other(x)
        return self._other(x)

    def _other(self, x: Any) -> Any:
        if self._refer is None:
            raise Unsendable(f"a value of type {type(x).__name__} cannot cross")
        return self._refer(x)

    def _dict(self, x: dict[Any, Any], depth: int) -> Any:
        pairs: list[Any] = ["d"]
        for key, value in x.items():
            try:
                name = _key(key)
            except Unsendable:
                return self._other(x)
            self._nodes += 1
            pairs.append([name, self.node(value, depth + 1)])
        return pairs

    def _array(self, tag: str, a: Any, whole: Any) -> Any:
        dtype = a.dtype
        if dtype.str not in _DTYPES:
            if dtype.kind in "fc" and dtype.itemsize > (8 if dtype.kind == "f" else 16):
                dtype = np.dtype("<f8" if dtype.kind == "f" else "<c16")  # from long double
            else:
                dtype = dtype.newbyteorder("<")
            if dtype.str not in _DTYPES:
                return self._other(whole)
            a = a.astype(dtype)
        if a.ndim > MAX_NDIM or math.prod(max(n, 1) for n in a.shape) > MAX_PAYLOAD_BYTES:
            raise Unsendable(f"an array of shape {a.shape} cannot cross")
        flat = np.ascontiguousarray(a).reshape(-1)
        if flat.nbytes:
            self._buffer(flat.view(np.uint8).data)
        return [tag, dtype.str, list(a.shape)]

    def _buffer(self, view: memoryview) -> None:
        if view.nbytes:
            self.buffers.append(view)


def _checked_int(x: int) -> int:
    if x.bit_length() > MAX_BITS:
        raise Unsendable(f"an integer of more than {MAX_DIGITS} digits cannot cross")
    return x


def _as_base(base: type, x: Any) -> Any:
    if base in (list, tuple):
        return base(base.__iter__(x))
    if base is dict:
        return dict(zip(dict.keys(x), dict.values(x), strict=True))
    if base is str:
        return str.__str__(x)
    if base is int:
        return int.__add__(x, 0)
    return float.__add__(x, 0.0) if x == x else float("nan")


def _key(key: Any) -> Any:
    """Encode the key of a dict, or raise Unsendable: then the whole dict is an object."""
    if isinstance(key, np.generic):
        key = key.item()
    kind = type(key)
    if key is None or kind is bool or kind is float or kind is str:
        return key
    if kind is int:
        return _checked_int(key)
    if kind is tuple and len(key) <= 64 and not any(type(k) is tuple for k in key):
        return ["t", *map(_key, key)]
    raise Unsendable("only scalars and tuples of scalars can be keys")


def _array_of_tensor(x: Any) -> Any:
    x = x.detach()
    if x.layout is not sys.modules["torch"].strided:
        x = x.to_dense()
    x = x.cpu().resolve_conj().resolve_neg()
    if str(x.dtype) == "torch.bfloat16":
        x = x.float()
    return np.asarray(x.numpy())


def frame(value: Any, refer: Refer | None = None, *, tensor_tag: str = "a") -> list[Any]:
    """Return the frame of `value` as buffers to be sent one after another.

    Args:
        refer: turns what is not plain data into ["f", …] or ["o", …]; None refuses it.
        tensor_tag: "T" if a torch tensor shall arrive as one, "a" if as an array.
    """
    encoder = _Encoder(refer, tensor_tag)
    tree = encoder.node(value, 0)
    header = json.dumps(tree, separators=(",", ":")).encode("ascii")
    size = sum(b.nbytes for b in encoder.buffers)
    if len(header) > MAX_HEADER_BYTES or size > MAX_PAYLOAD_BYTES:
        raise Unsendable("a value of this size cannot cross")
    return [HEAD.pack(MAGIC, len(header), size) + header, *encoder.buffers]


def check_head(head: bytes | bytearray) -> tuple[int, int]:
    """Return the lengths of header and payload, or raise WireError before reading either."""
    magic, header_bytes, payload_bytes = HEAD.unpack(head)
    if magic != MAGIC:
        raise WireError("this is not a frame")
    if header_bytes > MAX_HEADER_BYTES or payload_bytes > MAX_PAYLOAD_BYTES:
        raise WireError("a frame larger than allowed")
    return header_bytes, payload_bytes


def _parse_int(text: str) -> int:
    if len(text) > MAX_DIGITS + 1:
        raise WireError(f"an integer of more than {MAX_DIGITS} digits")
    return int(text)


def _no_json_object(_: Any) -> NoReturn:
    raise WireError("a JSON object; dicts are sent as lists of pairs")


_JSON = json.JSONDecoder(parse_int=_parse_int, object_pairs_hook=_no_json_object)


class _Decoder:
    """One value on its way in. `special` resolves the tags this side accepts."""

    def __init__(
        self,
        payload: memoryview,
        special: Mapping[str, Resolve],
        tensor: Callable[[Any], Any] | None,
    ) -> None:
        self.position = 0
        self._payload = payload
        self._special = special
        self._tensor = tensor
        self._nodes = 0
        self._keys = 0

    def node(self, x: Any, depth: int) -> Any:
        kind = type(x)
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise WireError("too many parts")
        if x is None or kind is bool or kind is int or kind is float:
            return x
        if kind is str:
            return _clean(x)
        if kind is not list or not x or type(x[0]) is not str:
            raise WireError("a value without a tag")
        if depth > MAX_DEPTH:
            raise WireError("nested too deeply")
        tag = x[0]
        if tag == "l":
            return [self.node(v, depth + 1) for v in x[1:]]
        if tag == "t":
            return tuple([self.node(v, depth + 1) for v in x[1:]])
        if tag == "d":
            return self._dict(x, depth)
        if tag == "a":
            return self._array(x)
        return self._rarer(tag, x)

    def _rarer(self, tag: str, x: list[Any]) -> Any:
        if tag == "s":
            if x[2:] != [[]]:
                raise WireError("a scalar with a shape")
            return self._array(x)[()]
        if tag == "c" and len(x) == 3 and all(type(v) is float for v in x[1:]):
            return complex(x[1], x[2])
        if tag == "b" and len(x) == 2 and type(x[1]) is int and x[1] >= 0:
            return bytes(self._take(x[1]))
        if tag == "T" and self._tensor is not None:
            return self._tensor(self._array(x))
        if tag in self._special:
            return self._special[tag](x)
        raise WireError("an unknown tag")

    def _dict(self, x: list[Any], depth: int) -> dict[Any, Any]:
        out: dict[Any, Any] = {}
        for pair in x[1:]:
            if type(pair) is not list or len(pair) != 2:
                raise WireError("a dict whose items are not pairs")
            key = self._key(pair[0])
            out[key] = self.node(pair[1], depth + 1)
        return out

    def _key(self, key: Any) -> Any:
        if type(key) is str:
            self._nodes += 1
            return _clean(key)
        self._keys += 1
        if self._keys > MAX_UNHASHED_KEYS:
            raise WireError("too many keys that are not strings")
        if type(key) is list and (key[:1] != ["t"] or any(type(k) is list for k in key)):
            raise WireError("a key that is not a scalar or a tuple of scalars")
        return self.node(key, MAX_DEPTH)

    def _array(self, x: list[Any]) -> Any:
        if len(x) != 3 or type(x[1]) is not str or x[1] not in _DTYPES:
            raise WireError("an array of a dtype that is not allowed")
        dtype, shape = _DTYPES[x[1]], x[2]
        sound = type(shape) is list and len(shape) <= MAX_NDIM
        if not sound or not all(
            type(n) is int and 0 <= n <= MAX_PAYLOAD_BYTES for n in shape
        ):
            raise WireError("a bad shape")
        # an empty array may still claim axes that overflow numpy, or a later broadcast
        if math.prod(max(n, 1) for n in shape) > MAX_PAYLOAD_BYTES:
            raise WireError("a shape that is too large")
        count = math.prod(shape)
        start = self.position
        raw = self._take(count * dtype.itemsize)
        if not count:
            return np.empty(shape, dtype)
        if dtype.kind == "b":  # a byte of 255 makes numpy's sums lie
            return (np.frombuffer(raw, np.uint8) != 0).reshape(shape)
        flat = np.frombuffer(raw, dtype)
        if start % dtype.itemsize:
            flat = flat.copy()  # aligned, as BLAS and torch expect
        return flat.reshape(shape)

    def _take(self, count: int) -> memoryview:
        if count > len(self._payload) - self.position:
            raise WireError("an array larger than its frame")
        self.position += count
        return self._payload[self.position - count : self.position]


def _clean(text: str) -> str:
    """Replace lone surrogates, which JSON can spell and no file or terminal can encode."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def value_of(
    header: bytes | bytearray | memoryview,
    payload: bytearray | memoryview | bytes,
    special: Mapping[str, Resolve] | None = None,
    tensor: Callable[[Any], Any] | None = None,
) -> Any:
    """Decode a frame. Arrays are views of `payload`: writable if it is a bytearray.

    Args:
        payload: the bytes of all arrays; must be used up exactly.
        special: what to do with the tags "f", "g", "o"; others are refused.
        tensor: turns an array into a tensor; None refuses tensors.
    """
    decoder = _Decoder(memoryview(payload), special or {}, tensor)
    try:
        value = decoder.node(_JSON.decode(bytes(header).decode("ascii")), 0)
    except WireError:
        raise
    except (ValueError, TypeError, OverflowError, RecursionError, MemoryError) as e:
        raise WireError(f"{type(e).__name__} while reading a frame") from None
    if decoder.position != len(payload):
        raise WireError("bytes that belong to no array")
    return value


def pack(value: Any, refer: Refer | None = None, *, tensor_tag: str = "a") -> bytes:
    """Return a frame as one bytes object."""
    return b"".join(bytes(b) for b in frame(value, refer, tensor_tag=tensor_tag))
