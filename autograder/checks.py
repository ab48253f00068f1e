"""Comparisons for graders: what a student returned enters a test through here, and only here.

Every function takes the value as it came out of the sandbox, checks kind, shape and
finiteness before any arithmetic (a returned (2^20, 1) array must not be broadcast against
(2^20,)), and raises `Wrong` with a message that a student understands. A message names the
size of an error as a power of ten, never the expected value: more digits, next to the
student's own result, would give the answer away.

Tolerances (the reasons are in docs/decisions): ``|got - want| <= atol + rtol * max(1, |want|)``
with rtol = 1e-5 and atol = 1e-7 * max(1, max|want|) in float64; answers that came as float32
or lower are compared with rtol = 1e-3 unless a question requires float64.
"""

import math
import numbers
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.errors import NotDefined, Raised, StudentFault, Wrong

Array = NDArray[np.float64]
Shape = tuple[int | None, ...]

RTOL = 1e-5
RTOL_SINGLE = 1e-3
ATOL = 1e-7
MAX_ENTRIES = 1 << 24


def kind_of(value: Any) -> str:
    """Describe a value in a few words: what a student would call it.

    >>> kind_of(None), kind_of(np.zeros((2, 3))), kind_of([1.0])
    ('None', 'an array of shape (2, 3)', 'a list of length 1')
    """
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        kind = "" if value.dtype.kind in "biufc" else f" of {value.dtype}"
        return f"an array{kind} of shape {value.shape}"
    if isinstance(value, list | tuple | dict):
        noun = {list: "a list", tuple: "a tuple", dict: "a dict"}[type(value)]
        return f"{noun} of length {len(value)}"
    if isinstance(value, int) and value.bit_length() > 128:  # str() refuses very long ones
        return f"an integer of {value.bit_length()} bits"
    if isinstance(value, bool | int | float | complex | np.generic):
        return f"the number {value!s:.40}"
    if isinstance(value, str):
        return "a string"
    return f"an object of type {type(value).__name__}"


def array(
    value: Any,
    name: str,
    *,
    shape: Shape | None = None,
    ndim: int | None = None,
    finite: bool = True,
) -> Array:
    """Return `value` as a fresh float64 array, or raise Wrong.

    Args:
        value: ndarray, number, or nested lists and tuples of numbers.
        name: what to call it in a message.
        shape: required shape; None in a place allows any length there.
        ndim: required number of axes, if `shape` is not given.
        finite: refuse NaN and infinities.
    """
    wanted = "a number" if shape == () else "an array of numbers"
    strange = _stranger(value)
    if strange:
        outer = "" if strange[0] is value else f"{kind_of(value)} that holds "
        raise Wrong(f"{name}: expected {wanted}, got {outer}{kind_of(strange[0])}")
    try:
        raw = np.asarray(value)
    except (ValueError, TypeError, OverflowError):
        raise Wrong(f"{name}: {kind_of(value)} is not {wanted}") from None
    if raw.dtype.kind not in "biufO":
        raise Wrong(f"{name}: expected real numbers, got {kind_of(value)} of {raw.dtype}")
    _require_shape(raw, name, shape, ndim)
    try:
        with np.errstate(
            all="ignore"
        ):  # a long double that overflows becomes inf, then Wrong
            out = np.array(raw, dtype=np.float64)
    except (ValueError, TypeError, OverflowError):
        raise Wrong(f"{name}: {kind_of(value)} is too large for a float") from None
    if finite and not np.isfinite(out).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(out))[0])
        raise Wrong(f"{_entry(name, where)} is {out[where]}")
    return out


def _stranger(value: Any) -> tuple[Any, ...]:
    """Return the first part of a value that is not numbers, in a tuple; () if there is none.

    numpy would ask an object in a list for half a dozen attributes, and a remote object
    answers with the student's code; so it is asked only about numbers and arrays of them.
    """
    if isinstance(value, list | tuple):
        return next((s for s in map(_stranger, value) if s), ())
    if isinstance(value, np.ndarray | np.generic):
        return () if value.dtype.kind in "biufc" else (value,)
    return () if isinstance(value, numbers.Real | complex) else (value,)


def _require_shape(raw: Any, name: str, shape: Shape | None, ndim: int | None) -> None:
    if raw.size > MAX_ENTRIES:
        raise Wrong(
            f"{name} has {raw.size} entries; no answer needs more than {MAX_ENTRIES}"
        )
    if shape is not None:
        fits = raw.ndim == len(shape) and all(
            n is None or n == m for n, m in zip(shape, raw.shape, strict=True)
        )
        if not fits:
            want = str(shape).replace("None", "any")
            raise Wrong(f"{name}: expected shape {want}, got {kind_of(raw)}")
    elif ndim is not None and raw.ndim != ndim:
        raise Wrong(f"{name}: expected {ndim} axes, got {kind_of(raw)}")


def _entry(name: str, index: tuple[int, ...]) -> str:
    return f"{name}[{', '.join(map(str, index))}]" if index else name


def number(value: Any, name: str, *, finite: bool = True) -> float:
    """Return `value` as a float; a 0-d array is a number too."""
    return float(array(value, name, shape=(), finite=finite))


def integer(value: Any, name: str) -> int:
    """Return `value` as an int; 3.0 is one, 2.5 and True are not."""
    dtype = _dtype(value)
    if isinstance(value, bool) or (dtype is not None and dtype.kind == "b"):
        raise Wrong(f"{name}: expected an integer, got {value}")
    x = number(value, name)
    if x != round(x):
        raise Wrong(f"{name}: expected an integer, got {x:.6g}")
    # A float holds integers exactly up to 2^53 only.
    exact = isinstance(value, int) or (dtype is not None and dtype.kind in "iu")
    return int(value) if exact else round(x)


def boolean(value: Any, name: str) -> bool:
    """Return `value` as a bool; numpy's bool and a 0-d bool array are bools too."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, np.ndarray) and value.shape == () and value.dtype == np.bool_:
        return bool(value)
    raise Wrong(f"{name}: expected True or False, got {kind_of(value)}")


def items(value: Any, name: str, n: int | None = None) -> tuple[Any, ...]:
    """Return the entries of a tuple or list, of length `n` if given."""
    if not isinstance(value, tuple | list) or (n is not None and len(value) != n):
        what = "a tuple or list" if n is None else f"{n} values"
        raise Wrong(f"{name}: expected {what}, got {kind_of(value)}")
    return tuple(value)


def layers(
    value: Any, name: str, like: Sequence[tuple[Array, Array]]
) -> list[tuple[Array, Array]]:
    """Return a list of pairs (matrix, vector), each shaped as its pair in `like`."""
    out = []
    for i, (pair, (W, b)) in enumerate(
        zip(items(value, name, len(like)), like, strict=True)
    ):
        dW, db = items(pair, f"{name}[{i}]", 2)
        out.append(
            (
                array(dW, f"{name}[{i}][0]", shape=W.shape),
                array(db, f"{name}[{i}][1]", shape=b.shape),
            )
        )
    return out


def network(
    value: Any, name: str, *, inputs: int, outputs: int
) -> list[tuple[Array, Array]]:
    """Return a net [(W_1, b_1), …, (W_L, b_L)], W_l (out, in), whose widths fit together."""
    layers_ = items(value, name)
    if not layers_:
        raise Wrong(f"{name}: a net has at least one layer, got {kind_of(value)}")
    out, width = [], inputs
    for i, layer in enumerate(layers_):
        W, b = items(layer, f"{name}[{i}]", 2)
        W = array(W, f"{name}[{i}][0]", shape=(None, width))
        b = array(b, f"{name}[{i}][1]", shape=(W.shape[0],))
        out.append((W, b))
        width = W.shape[0]
    if width != outputs:
        raise Wrong(f"{name}: the last layer has {width} outputs, expected {outputs}")
    return out


def is_single(value: Any) -> bool:
    """True if some array or scalar in `value` has less than double precision."""
    if isinstance(value, list | tuple):
        return any(is_single(v) for v in value)
    dtype = _dtype(value)
    return dtype is not None and dtype.kind == "f" and dtype.itemsize < 8


def _dtype(value: Any) -> np.dtype[Any] | None:
    """The dtype of an array or scalar of numpy; a remote object is never asked for its own."""
    return value.dtype if isinstance(value, np.ndarray | np.generic) else None


def rtol_for(*values: Any, rtol: float = RTOL) -> float:
    """Return `rtol`, or 1e-3 if that is larger and some of the values came as float32."""
    return max(rtol, RTOL_SINGLE) if any(is_single(v) for v in values) else rtol


def close(
    value: Any,
    want: ArrayLike,
    name: str,
    *,
    rtol: float = RTOL,
    atol: float | None = None,
    floor: float = 1.0,
    double: bool = False,
) -> Array:
    """Return `value` as an array equal to `want` in shape and, within tolerance, in value.

    ``|got - want| <= atol + rtol * max(floor, |want|)`` entry by entry.

    Args:
        value: what the student returned.
        want: the right value; it fixes the shape.
        name: what to call it in a message.
        rtol: relative tolerance; float32 answers get at least 1e-3.
        atol: absolute tolerance, ``1e-7 * max(1, max|want|)`` unless given.
        floor: 0 for quantities that are small by nature, which are compared relatively.
        double: the question requires float64, so float32 gets no extra room.
    """
    target = np.asarray(want, dtype=np.float64)
    got = array(value, name, shape=target.shape)
    if not double:
        rtol = rtol_for(value, rtol=rtol)
    if atol is None:
        scale = max(floor, float(np.abs(target).max(initial=0.0)))
        atol = ATOL * scale
    with np.errstate(all="ignore"):  # 1e308 - -1e308 is an error of inf, not a warning
        error = np.abs(got - target)
        allowed = atol + rtol * np.maximum(floor, np.abs(target))
        wrong = ~(error <= allowed)  # written this way round so that NaN fails
        badness = np.where(wrong, error / np.maximum(allowed, 1e-300), 0.0)
    if wrong.any():
        worst = np.argmax(badness)
        where = tuple(int(i) for i in np.unravel_index(worst, got.shape))
        raise Wrong(
            f"{_entry(name, where)} is off by about {power_of_ten(float(error[where]))}, "
            f"allowed {power_of_ten(float(allowed[where]))}"
        )
    return got


def power_of_ten(x: float) -> str:
    """Return the order of magnitude of a positive number.

    >>> power_of_ten(0.031), power_of_ten(0.0)
    ('1e-02', '0')
    """
    if not x > 0 or not math.isfinite(x):
        return "0" if x == 0 else str(x)
    return f"1e{math.floor(math.log10(x)):+03d}"


def at_most(
    value: Any, bound: float, name: str, *, slack: float = 1e-9, why: str = ""
) -> float:
    """Return `value` as a number that is at most `bound * (1 + slack) + slack`."""
    x = number(value, name)
    if not x <= bound + slack * max(1.0, abs(bound)):
        tail = f": {why}" if why else ""
        raise Wrong(
            f"{name} is larger than it may be, by about {power_of_ten(x - bound)}{tail}"
        )
    return x


def holds(condition: bool, message: str) -> None:
    """Raise Wrong(message) unless the condition is true."""
    if not condition:
        raise Wrong(message)


def refuses(call: Callable[[], Any], what: str) -> None:
    """Check that bad input raises ValueError or TypeError (or a subclass of one of them).

    Args:
        call: calls the student's function with the bad input.
        what: the bad input in words, e.g. "a label outside 0..c-1".
    """
    try:
        value = call()
    except Raised as e:
        if {"ValueError", "TypeError"} & set(e.bases):
            return
        if e.type_name == "AssertionError":
            raise Wrong(
                f"{what} must raise ValueError; an assert disappears under python -O"
            ) from None
        raise Wrong(f"{what} must raise ValueError; it raised {e.type_name}") from None
    except StudentFault:
        raise
    raise Wrong(f"{what} must raise ValueError; the function returned {kind_of(value)}")


def numeric_answer(value: Any, name: str, want: Any, *, rtol: float) -> None:
    """Check the answer to a numeric question: relative error at most `rtol`, or exact.

    With ``rtol = 0`` the answer is an integer or a fraction: float rounding (1e-9) is allowed.
    """
    if value is None or value is ...:
        raise NotDefined(f"{name} is still None: write your number there")
    got = number(value, name)
    target = float(want)
    allowed = max(rtol, 1e-9) * abs(target) if target else max(rtol, 1e-9)
    if not abs(got - target) <= allowed:
        raise Wrong(f"{name} is not the right number for your variant")
