"""Values as a student reads them: short Python text that can be pasted into a cell.

What is shown whole can be pasted and gives the same value back, to the last bit; what has to be
shortened contains an ellipsis or an angle bracket, so that nobody takes it for Python.
"""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.errors import Raised
from autograder.sandbox.wire import Rng, Tensor
from autograder.student import Call

WIDTH = 400
ENTRIES = 40
DEPTH = 4
DIGITS = 400
"""Longest integer that is shown in full; Python refuses to print some that are much longer."""

VARIABLE = re.compile(r"q\d+[a-z]")
"""Names of the variables that hold the answers of numeric questions."""

PLAIN_DTYPES = ("float64", "int64", "bool", "complex128")
"""What ``np.array`` makes of plain Python numbers; any other dtype has to be said."""

SIGNS = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**"}


def show(value: Any, depth: int = 0) -> str:
    """Return Python text for a value; long arrays are shortened, oracles named.

    >>> show([1, (2.5, None)])
    '[1, (2.5, None)]'
    >>> show(np.zeros((2, 1)))
    'np.array([[0.], [0.]])'
    """
    if isinstance(value, np.ndarray):
        return _show_array(value)
    if isinstance(value, np.generic):
        return show(value.item(), depth) if value.dtype.kind in "biufcSU" else "…"
    if isinstance(value, Rng):
        return f"np.random.default_rng({value.seed})"
    if isinstance(value, Tensor):
        return f"torch.tensor({_show_array(np.asarray(value.array))})"
    if isinstance(value, bool | int | float | complex | str | bytes) or value is None:
        return _show_plain(value)
    if isinstance(value, list | tuple | dict):
        return _show_container(value, depth)
    if callable(value) and not hasattr(value, "type_name"):
        return f"<{getattr(value, 'name', None) or 'function'}>"
    return f"<{getattr(value, 'type_name', type(value).__name__)}>"


def _show_plain(value: Any) -> str:
    if isinstance(value, float) and not np.isfinite(value):
        return f"float('{value!r}')"  # repr alone, nan, is not Python
    if isinstance(value, int) and value.bit_length() > 3.3 * DIGITS:
        return f"<an integer of about {round(value.bit_length() * 0.30103)} digits>"
    if isinstance(value, str | bytes) and len(value) > WIDTH:
        return repr(value[:WIDTH]) + "…"
    return repr(value)


def _show_container(value: list[Any] | tuple[Any, ...] | dict[Any, Any], depth: int) -> str:
    if depth > DEPTH:
        return "…"
    if isinstance(value, dict):
        pairs = list(value.items())[:ENTRIES]
        shown = [f"{show(k, depth + 1)}: {show(v, depth + 1)}" for k, v in pairs]
    else:
        shown = [show(v, depth + 1) for v in value[:ENTRIES]]
    shown += ["…"] if len(value) > ENTRIES else []
    if isinstance(value, dict):
        return "{" + ", ".join(shown) + "}"
    if isinstance(value, tuple):
        return f"({', '.join(shown)}{',' if len(shown) == 1 else ''})"
    return f"[{', '.join(shown)}]"


def _show_array(value: Any) -> str:
    if value.size > ENTRIES or value.dtype.kind not in "biufc":
        return f"<array of shape {value.shape}>"
    plain = str(value.dtype) in PLAIN_DTYPES
    dtype = "" if plain else f", dtype=np.{value.dtype}"
    if value.size == 0:
        # Brackets alone do not tell the shape of an empty array, nor that it is not of floats.
        kind = f", dtype=np.{value.dtype}" if str(value.dtype) != "float64" else ""
        return f"np.zeros({value.shape}{kind})"
    with np.printoptions(floatmode="unique", nanstr="np.nan", infstr="np.inf", sign="-"):
        text = np.array2string(value, separator=", ", threshold=ENTRIES)
    # Without the blanks that align columns.
    text = re.sub(r"(?<=[\[(]) +| +(?=[,\]])", "", " ".join(text.split()))
    return f"np.array({text}{dtype})"


def show_call(call: Call) -> str:
    """Return a call as Python text, shortened to a few lines."""
    if call.function == "program" and len(call.args) == 1:
        return _show_program(call.args[0])
    parts = [show(a) for a in call.args]
    parts += [f"{k}={show(v)}" for k, v in call.kwargs.items()]
    if not parts and VARIABLE.fullmatch(call.function):
        return call.function
    text = f"{call.function}({', '.join(parts)})"
    return text if len(text) <= 4 * WIDTH else text[: 4 * WIDTH] + " …"


def _show_program(steps: Sequence[tuple[Any, ...]]) -> str:
    """Return a straight-line program (see `Box.program`) as the Python it stands for."""
    names: list[str] = []
    lines: list[str] = []
    for kind, *rest in steps:
        if kind == "const":
            names.append(show(rest[0]))
            continue
        if kind == "set":
            attribute, target, operand = rest
            lines.append(f"{names[target]}.{attribute} = {names[operand]}")
            names.append("None")
            continue
        head, operands = str(rest[0]), [names[i] for i in rest[1:]]
        name = f"v{len(names)}"
        names.append(name)
        lines.append(f"{name} = {_show_step(kind, head, operands)}")
    if len(lines) > ENTRIES:
        lines = [*lines[:ENTRIES], "…"]
    return "\n".join(lines)


def _show_step(kind: str, head: str, operands: list[str]) -> str:
    if kind == "op":
        # A constant may be negative, and -2.0 ** 2 is not (-2.0) ** 2.
        safe = [f"({o})" if o.startswith("-") else o for o in operands]
        return f"-{safe[0]}" if head == "neg" else f"{safe[0]} {SIGNS[head]} {safe[1]}"
    if kind == "get":
        return f"{operands[0]}.{head}"
    if kind == "method":
        return f"{operands[0]}.{head}({', '.join(operands[1:])})"
    return f"{head}({', '.join(operands)})"


def show_outcome(call: Call) -> str:
    """Return what the student's code made of a call."""
    if isinstance(call.fault, Raised):
        # The text of an exception may quote hidden inputs at length; its class says enough.
        return f"raised {call.fault.type_name}"
    if call.fault is not None:
        return str(call.fault)
    text = show(call.outcome)
    return text if len(text) <= 2 * WIDTH else text[: 2 * WIDTH] + " …"
