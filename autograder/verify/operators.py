"""What can go wrong in one place of a right answer: the mutation operators.

Each operator takes a node of the syntax tree and yields (label, replacement). They are the
slips of people who write numerical mathematics: a sign, a bound that should be strict, an
index one too far, the other axis, a transpose, a factor or term left out, two arguments
exchanged, a check forgotten. What no test could see by design is left alone: the text of
messages, type annotations, and constants below 1e-6 or above 1e6 (tolerances and guards).

The standard library's `ast` does it: parentheses come out right, and a mutant is executed and
shown statement by statement, so nobody misses the formatting that libcst would keep.
"""

import ast
from collections.abc import Callable, Iterator

from autograder.verify.calls import (
    CONVERSIONS,
    Change,
    call,
    changed,
    is_constant,
    name_of,
    plus,
)

OPPOSITE: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
}

BOUNDARY: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}

NEGATION: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}

SMALLEST, LARGEST = 1e-6, 1e6
LONGEST_ROW = 3


def changes(node: ast.AST, parent: ast.AST) -> Iterator[Change]:
    """Yield every replacement of an expression or a statement, with its label."""
    for kind, operator in OPERATORS.items():
        if isinstance(node, kind):
            yield from operator(node, parent)


# ---- expressions
def arithmetic(node: ast.BinOp, parent: ast.AST) -> Iterator[Change]:
    """Another operation; a term or factor left out; a matrix product the other way round."""
    kind = type(node.op)
    if kind in OPPOSITE:
        yield "arithmetic", changed(node, op=OPPOSITE[kind]())
    if kind in (ast.Add, ast.Mult):
        yield "dropped term" if kind is ast.Add else "dropped factor", node.left
        # What is left of n + 1 without n is nobody's slip.
        if not is_constant(node.right):
            yield "dropped term" if kind is ast.Add else "dropped factor", node.right
    elif kind is ast.Sub:
        yield "dropped term", node.left
        if not is_constant(node.right):
            yield "dropped term", ast.UnaryOp(ast.USub(), node.right)
    elif kind in (ast.Div, ast.FloorDiv, ast.Pow, ast.Mod):
        yield "dropped factor", node.left
    elif kind is ast.MatMult and ast.dump(node.left) != ast.dump(node.right):
        yield "swapped arguments", changed(node, left=node.right, right=node.left)


def comparison(node: ast.Compare, parent: ast.AST) -> Iterator[Change]:
    """A bound that is strict or not; the opposite condition."""
    for i, op in enumerate(node.ops):
        for label, table in (("boundary", BOUNDARY), ("comparison", NEGATION)):
            other = table.get(type(op))
            if other is not None:
                yield label, changed(node, ops=[*node.ops[:i], other(), *node.ops[i + 1 :]])


def boolean(node: ast.BoolOp, parent: ast.AST) -> Iterator[Change]:
    """'and' for 'or'; one condition forgotten."""
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield "boolean", changed(node, op=other)
    for i in range(len(node.values)):
        rest = [*node.values[:i], *node.values[i + 1 :]]
        yield "dropped condition", rest[0] if len(rest) == 1 else changed(node, values=rest)


def unary(node: ast.UnaryOp, parent: ast.AST) -> Iterator[Change]:
    """A sign or a negation forgotten."""
    if isinstance(node.op, ast.USub | ast.Not | ast.Invert) and not _is_axis(parent):
        yield "sign" if isinstance(node.op, ast.USub) else "boolean", node.operand


def constant(node: ast.Constant, parent: ast.AST) -> Iterator[Change]:
    """One more, one less; twice as much; the other truth value."""
    value = node.value
    if _is_axis(parent) or _is_data(node, parent):
        return
    if isinstance(value, bool):
        yield "constant", ast.Constant(not value)
    elif isinstance(value, int) and abs(value) <= LARGEST:
        for new in (value + 1, value - 1) if value else (1,):
            if not _is_neutral(new, node, parent):
                yield "off by one", ast.Constant(new)
    elif isinstance(value, float) and value == 0.0:
        yield "constant", ast.Constant(1.0)
    elif isinstance(value, float) and SMALLEST < abs(value) < LARGEST:
        yield "constant", ast.Constant(2.0 * value)


def _is_neutral(value: int, node: ast.AST, parent: ast.AST) -> bool:
    """True if x + value or x * value is x: the mutant in which the operand is dropped."""
    if not isinstance(parent, ast.BinOp):
        return False
    if isinstance(parent.op, ast.Add | ast.Sub):
        return value == 0
    return value == 1 and (parent.right is node or isinstance(parent.op, ast.Mult))


def _is_data(node: ast.AST, parent: ast.AST) -> bool:
    """True for all but the first entry of a row of data: one entry stands for the others."""
    row = parent.elts if isinstance(parent, ast.List | ast.Tuple) else []
    return len(row) > LONGEST_ROW and row[0] is not node


def _is_axis(parent: ast.AST) -> bool:
    return isinstance(parent, ast.keyword) and parent.arg in ("axis", "dim")


def conditional(node: ast.IfExp, parent: ast.AST) -> Iterator[Change]:
    """Always one of the two cases."""
    yield "dropped case", node.body
    yield "dropped case", node.orelse


def slices(node: ast.Slice, parent: ast.AST) -> Iterator[Change]:
    """A slice that is one too long or too short, or that lost a bound."""
    for field in ("lower", "upper"):
        bound = getattr(node, field)
        if bound is None:
            continue
        one = isinstance(bound, ast.Constant) and bound.value == 1
        if not (field == "lower" and one):  # the constant 1 becomes 0 already
            yield "slice", changed(node, **{field: None})
        if not any(isinstance(n, ast.Constant) for n in ast.walk(bound)):
            yield "off by one", changed(node, **{field: plus(bound, 1)})
            yield "off by one", changed(node, **{field: plus(bound, -1)})
    if node.step is not None:
        yield "slice", changed(node, step=None)


def subscript(node: ast.Subscript, parent: ast.AST) -> Iterator[Change]:
    """Row for column."""
    index = node.slice
    if isinstance(index, ast.Tuple) and len(index.elts) == 2:
        a, b = index.elts
        if ast.dump(a) != ast.dump(b):
            yield "axis", changed(node, slice=ast.Tuple([b, a], ast.Load()))


def attribute(node: ast.Attribute, parent: ast.AST) -> Iterator[Change]:
    """A transpose forgotten."""
    if node.attr in ("T", "mT") and isinstance(node.ctx, ast.Load):
        yield "transpose", node.value


def comprehension(node: ast.comprehension, parent: ast.AST) -> Iterator[Change]:
    """A filter forgotten."""
    for i in range(len(node.ifs)):
        yield "dropped condition", changed(node, ifs=[*node.ifs[:i], *node.ifs[i + 1 :]])


# ---- statements
def returned(node: ast.Return, parent: ast.AST) -> Iterator[Change]:
    """The other sign, the opposite truth value, two results exchanged."""
    v = node.value
    if isinstance(v, ast.Tuple) and len(v.elts) >= 2:
        a, b, *rest = v.elts
        if ast.dump(a) != ast.dump(b):
            yield "return value", ast.Return(ast.Tuple([b, a, *rest], ast.Load()))
    elif isinstance(v, ast.Compare | ast.BoolOp):
        yield "return value", ast.Return(ast.UnaryOp(ast.Not(), v))
    elif isinstance(v, ast.BinOp | ast.Call | ast.Name | ast.Subscript | ast.Attribute):
        yield "return value", ast.Return(ast.UnaryOp(ast.USub(), v))


def raised(node: ast.Raise, parent: ast.AST) -> Iterator[Change]:
    """A check forgotten."""
    yield "dropped validation", ast.Pass()


def branch(node: ast.If, parent: ast.AST) -> Iterator[Change]:
    """The condition the other way round (a single comparison is negated already)."""
    if isinstance(node.test, ast.Compare) and len(node.test.ops) == 1:
        return
    if not isinstance(node.test, ast.UnaryOp | ast.BoolOp):
        yield "boolean", changed(node, test=ast.UnaryOp(ast.Not(), node.test))


def update(node: ast.AugAssign, parent: ast.AST) -> Iterator[Change]:
    """Another operation; overwriting instead of adding; the step left out."""
    if type(node.op) in OPPOSITE:
        yield "arithmetic", changed(node, op=OPPOSITE[type(node.op)]())
    yield "arithmetic", ast.Assign([node.target], node.value, lineno=0)
    yield "dropped statement", ast.Pass()


def assignment(node: ast.Assign, parent: ast.AST) -> Iterator[Change]:
    """A step ``x = f(x)`` left out."""
    target = node.targets[0]
    if not isinstance(target, ast.Name):
        return
    names = {n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)}
    converts = isinstance(node.value, ast.Call) and name_of(node.value) in CONVERSIONS
    if target.id in names and not converts:
        yield "dropped statement", ast.Pass()


def evaluated(node: ast.Expr, parent: ast.AST) -> Iterator[Change]:
    """A call made for its effect (or its check) left out."""
    if isinstance(node.value, ast.Call):
        yield "dropped statement", ast.Pass()


def jump(node: ast.stmt, parent: ast.AST) -> Iterator[Change]:
    """Leave the loop instead of the step, or the step instead of the loop."""
    yield "loop", ast.Continue() if isinstance(node, ast.Break) else ast.Break()


OPERATORS: dict[
    type[ast.AST] | tuple[type[ast.AST], ...], Callable[..., Iterator[Change]]
] = {
    ast.BinOp: arithmetic,
    ast.Compare: comparison,
    ast.BoolOp: boolean,
    ast.UnaryOp: unary,
    ast.Constant: constant,
    ast.IfExp: conditional,
    ast.Slice: slices,
    ast.Subscript: subscript,
    ast.Attribute: attribute,
    ast.Call: call,
    ast.comprehension: comprehension,
    ast.Return: returned,
    ast.Raise: raised,
    ast.If: branch,
    ast.AugAssign: update,
    ast.Assign: assignment,
    ast.Expr: evaluated,
    (ast.Break, ast.Continue): jump,
}
