"""Mutants: a right answer with one small mistake in it.

`mutants_of` takes one cell and returns every mutant once: two mutants with the same syntax tree
are the same, and one that does not compile is none. A mutant is described by its question, the
statement it changes and what that becomes, both in the normal form of `ast.unparse`, so that
the description survives when lines move.
"""

import ast
import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.catalogue import Answer
from autograder.verify.operators import changes

SKIPPED = (
    ast.Import, ast.ImportFrom, ast.Raise, ast.Assert, ast.JoinedStr, ast.Global, ast.Nonlocal,
    ast.With,
)  # fmt: skip
"""Nodes whose own expressions are not mutated: messages, imports, contexts (not their bodies)."""

BODIES = ("body", "orelse", "finalbody", "handlers", "cases")
HIDDEN_FIELDS = ("annotation", "returns", "decorator_list", "bases", "type_params", "ctx")


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One mutant of one cell."""

    question: str
    """Empty for a helper cell, which any question may use."""
    function: str
    """The function (or Class.method) around the change; empty at the top of the cell."""
    operator: str
    was: str
    becomes: str
    cell: int
    """Which cell of the answer is replaced."""
    source: str
    """The mutated cell."""
    nth: int = 1
    """Tells apart mutants of one question with the same description, in order."""

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What identifies the mutant as long as its statement stands."""
        return self.question, self.was, self.becomes, self.nth

    @property
    def where(self) -> str:
        """Question and function, for people."""
        place = self.question or "helpers"
        return place if self.function in ("", place) else f"{place}, in {self.function}"

    def applied_to(self, answer: Answer) -> Answer:
        """Return the answer with this mistake in it."""
        name, _ = answer.cells[self.cell]
        cells = [
            *answer.cells[: self.cell],
            (name, self.source),
            *answer.cells[self.cell + 1 :],
        ]
        return Answer(
            path=answer.path, about=answer.about, fails=answer.fails, cells=tuple(cells)
        )


@dataclass(frozen=True)
class Site:
    """One place where a node hangs in the tree."""

    holder: ast.AST
    field: str
    index: int | None
    node: ast.AST
    statement: ast.stmt
    function: str

    def put(self, node: ast.AST) -> None:
        """Hang another node there."""
        if self.index is None:
            setattr(self.holder, self.field, node)
        else:
            getattr(self.holder, self.field)[self.index] = node


def mutants_of(answer: Answer) -> tuple[Mutant, ...]:
    """Return the mutants of every cell of an answer, in order."""
    out: list[Mutant] = []
    seen: dict[tuple[str, str, str], int] = {}
    for i, (question, source) in enumerate(answer.cells):
        for function, operator, was, becomes, mutated in _changes_of_cell(source):
            what = (question, was, becomes)
            seen[what] = seen.get(what, 0) + 1
            out.append(
                Mutant(
                    question=question, function=function, operator=operator, was=was,
                    becomes=becomes, cell=i, source=mutated, nth=seen[what],
                )
            )  # fmt: skip
    return tuple(out)


def _changes_of_cell(source: str) -> Iterator[tuple[str, str, str, str, str]]:
    tree = ast.parse(source)
    known = {ast.dump(tree)}
    for site in list(_sites(tree.body, tree, "body", "")):
        was = describe(site.statement)
        for operator, node in changes(site.node, site.holder):
            site.put(node)
            # A replaced statement is described by what stands in its place.
            stands = node if site.node is site.statement else site.statement
            becomes = describe(stands)
            mutated = ast.unparse(tree)
            site.put(site.node)
            shape = _shape(mutated)
            if shape and shape not in known:
                known.add(shape)
                yield site.function, operator, was, becomes, mutated


def _shape(source: str) -> str:
    """The syntax tree as text; empty if the source does not compile."""
    try:
        tree = ast.parse(source)
        compile(tree, "<mutant>", "exec")
    except (SyntaxError, ValueError):
        return ""
    return ast.dump(tree)


def _sites(
    statements: Sequence[ast.AST], holder: ast.AST, field: str, function: str
) -> Iterator[Site]:
    """Yield the places of a list of statements, outermost first."""
    for i, statement in enumerate(statements):
        if isinstance(statement, ast.stmt):
            if not _is_docstring(statement):
                yield Site(holder, field, i, statement, statement, function)
            if not isinstance(statement, SKIPPED) and not _is_docstring(statement):
                yield from _expressions(statement, statement, function)
        inner = function
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            inner = f"{function}.{statement.name}" if function else statement.name
        for name in BODIES:
            below = getattr(statement, name, None)
            if isinstance(below, list):
                yield from _sites(below, statement, name, inner)


def _expressions(node: ast.AST, statement: ast.stmt, function: str) -> Iterator[Site]:
    """Yield the places of the expressions of one statement, not of the statements in it."""
    for field, value in ast.iter_fields(node):
        if field in HIDDEN_FIELDS or (field in BODIES and node is statement):
            continue
        many = isinstance(value, list)
        for i, child in enumerate(value if many else [value]):
            if not isinstance(child, ast.AST) or isinstance(child, SKIPPED):
                continue
            yield Site(node, field, i if many else None, child, statement, function)
            yield from _expressions(child, statement, function)


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def describe(node: ast.AST) -> str:
    """Return a statement in normal form; of a compound one, its head."""
    if not any(isinstance(getattr(node, name, None), list) for name in BODIES):
        return ast.unparse(node)
    head = copy.copy(node)
    for name in BODIES:
        if isinstance(getattr(head, name, None), list):
            setattr(head, name, [])
    head.body = [ast.Pass()]  # type: ignore[attr-defined]
    lines = ast.unparse(head).splitlines()
    return "\n".join(line for line in lines if line.strip() != "pass")


def normal(text: str) -> str:
    """Return a statement written by a person in the form of `describe`.

    Raises:
        SyntaxError: it is neither a statement nor the head of one.
    """
    text = text.strip()
    # A return stands only in a function, a break only in a loop.
    for tail in ("", "\n            pass"):
        indented = "\n".join("        " + line for line in text.splitlines())
        source = f"def f():\n    while True:\n{indented}{tail}"
        try:
            tree = ast.parse(source)
        except SyntaxError:
            continue
        loop = tree.body[0].body[0]  # type: ignore[attr-defined]
        return "\n".join(describe(s) for s in loop.body)
    if text.startswith(("elif ", "else")):
        return normal(text.removeprefix("el"))
    raise SyntaxError(f"not a statement: {text!r}")
