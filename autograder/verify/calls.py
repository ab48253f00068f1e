"""Slips at calls: another function, none at all, another axis, arguments exchanged.

Part of `operators`, with what both need to build a mutated node.
"""

import ast
import copy
from collections.abc import Iterator

Change = tuple[str, ast.AST]

_PAIRS = (
    ("sum", "mean"), ("max", "min"), ("amax", "amin"), ("maximum", "minimum"),
    ("argmax", "argmin"), ("floor", "ceil"), ("any", "all"), ("zeros", "ones"),
    ("zeros_like", "ones_like"), ("std", "var"), ("sin", "cos"), ("tril", "triu"),
    ("cumsum", "cumprod"), ("logical_and", "logical_or"),
)  # fmt: skip
TWIN = {a: b for pair in _PAIRS for a, b in (pair, pair[::-1])} | {"prod": "sum"}
"""Functions that are easily taken for one another."""

DROPPABLE = frozenset({
    "abs", "absolute", "fabs", "sign", "sqrt", "exp", "expm1", "log",
    "log1p", "square", "tanh", "transpose", "sort", "sorted", "reversed", "flip",
    "copy", "conj", "real", "unique", "round", "floor", "ceil", "cumsum",
    "relu",
})  # fmt: skip
"""Functions of one argument that are easily left out."""

COMMUTATIVE = frozenset({
    "maximum", "minimum", "max", "min", "isclose", "allclose", "array_equal", "add",
    "multiply", "logaddexp", "hypot", "gcd", "lcm", "logical_and", "logical_or", "equal",
    "not_equal", "fmax", "fmin",
})  # fmt: skip

CONVERSIONS = frozenset({
    "asarray", "array", "asfarray", "ascontiguousarray", "asanyarray", "atleast_1d", "atleast_2d", "float",
    "int", "bool", "str", "list", "tuple", "dict", "set", "as_tensor",
    "tensor", "from_numpy", "astype",
})  # fmt: skip
"""Calls that only change the type: what they are for is seen in no value of a right input."""

NOT_SWAPPED = COMMUTATIVE | CONVERSIONS | {
    "isinstance", "issubclass", "range", "getattr", "hasattr", "setattr", "zip", "enumerate",
    "print", "full", "zeros", "ones", "empty", "einsum", "errstate", "map",
}  # fmt: skip


def name_of(call: ast.Call) -> str:
    """Return the last part of the name of what is called: 'sum' for np.sum(x) and x.sum()."""
    f = call.func
    return (
        f.attr if isinstance(f, ast.Attribute) else f.id if isinstance(f, ast.Name) else ""
    )


def is_constant(node: ast.AST | None) -> bool:
    """True for a literal, signed or not."""
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    return isinstance(node, ast.Constant)


def changed(node: ast.AST, **fields: object) -> ast.AST:
    """Return a copy of the node with some fields replaced."""
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def plus(node: ast.expr, amount: int) -> ast.expr:
    """Return node + amount as an expression."""
    operator = ast.Add() if amount > 0 else ast.Sub()
    return ast.BinOp(node, operator, ast.Constant(abs(amount)))


def call(node: ast.Call, parent: ast.AST) -> Iterator[Change]:
    """Another function, none at all, another axis, arguments exchanged."""
    name = name_of(node)
    if name in TWIN:
        yield "function", changed(node, func=_renamed(node.func, TWIN[name]))
    yield from _dropped_call(node, name)
    yield from _axes(node)
    if name == "range" and node.args and not node.keywords:
        i = 0 if len(node.args) == 1 else 1
        stop = node.args[i]
        if not any(isinstance(n, ast.Constant) for n in ast.walk(stop)):
            for amount in (1, -1):
                args = [*node.args[:i], plus(stop, amount), *node.args[i + 1 :]]
                yield "off by one", changed(node, args=args)
    if name not in NOT_SWAPPED:
        for i, (a, b) in enumerate(zip(node.args, node.args[1:], strict=False)):
            literal = is_constant(a) or is_constant(b)
            if literal or ast.dump(a) == ast.dump(b) or isinstance(a, ast.Starred):
                continue
            args = [*node.args[:i], b, a, *node.args[i + 2 :]]
            yield "swapped arguments", changed(node, args=args)


def _renamed(function: ast.expr, name: str) -> ast.AST:
    if isinstance(function, ast.Attribute):
        return changed(function, attr=name)
    return changed(function, id=name)


def _dropped_call(node: ast.Call, name: str) -> Iterator[Change]:
    """Yield what is left if the function is forgotten."""
    plain = not node.keywords and not any(isinstance(a, ast.Starred) for a in node.args)
    if name in DROPPABLE and plain:
        if len(node.args) == 1:
            yield "dropped function", node.args[0]
        elif not node.args and isinstance(node.func, ast.Attribute):
            yield "dropped function", node.func.value
    if name in ("maximum", "minimum", "max", "min") and plain and len(node.args) == 2:
        for argument in node.args:
            if not is_constant(argument):
                yield "dropped case", argument
    if name == "clip" and node.args:
        yield "dropped function", node.args[0]
    if name == "where" and plain and len(node.args) == 3:
        condition, yes, no = node.args
        yield "dropped case", yes
        yield "dropped case", no
        yield "swapped arguments", changed(node, args=[condition, no, yes])


def _axes(node: ast.Call) -> Iterator[Change]:
    """Yield the call along another axis and along all of them; einsum with an index moved."""
    for i, word in enumerate(node.keywords):
        rest = [*node.keywords[:i], *node.keywords[i + 1 :]]
        if word.arg in ("axis", "dim") and is_constant(word.value):
            number = ast.literal_eval(word.value)
            if isinstance(number, int):
                other = ast.keyword(word.arg, ast.Constant(0 if number else 1))
                keywords = [*node.keywords[:i], other, *node.keywords[i + 1 :]]
                yield "axis", changed(node, keywords=keywords)
            yield "axis", changed(node, keywords=rest)
    first = node.args[0] if node.args else None
    if name_of(node) == "einsum" and isinstance(first, ast.Constant):
        for text in _other_einsums(str(first.value)):
            yield "axis", changed(node, args=[ast.Constant(text), *node.args[1:]])


def _other_einsums(text: str) -> Iterator[str]:
    left, arrow, right = text.replace(" ", "").partition("->")
    operands = left.split(",")
    for i, letters in enumerate(operands):
        if len(letters) == 2 and letters.isalpha() and letters != letters[::-1]:
            other = [*operands[:i], letters[::-1], *operands[i + 1 :]]
            yield ",".join(other) + arrow + right
    if len(right) == 2 and right.isalpha():
        yield left + arrow + right[::-1]
