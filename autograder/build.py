"""Template and topic sheet -> the notebook that nbgrader releases, or what is wrong with it.

::

    source/<stem>/<stem>.md.j2 --jinja--> MyST Markdown --jupytext--> cells --> checks --> .ipynb

Structure, titles and points are filled in here, the same for everyone; ⟦name⟧ stays, and is
filled for each student by `released`. Every complaint is a TopicError with file and line.
"""

import ast
import hashlib
import json
import re
import textwrap
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import jinja2.lexer
import jupytext
import nbformat
import numpy as np
from jinja2 import nodes
from nbformat import NotebookNode

from autograder import variants
from autograder.course import REPO
from autograder.errors import TopicError
from autograder.notebook import as_node, notebook_text
from course_lib.syllabus import find
from course_lib.topic import Question, Topic

MACROS = REPO / "source" / "macros.j2"

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}

ROLES: dict[str, dict[str, bool]] = {
    "locked": {"grade": False, "solution": False, "locked": True, "task": False},
    "answer": {"grade": False, "solution": True, "locked": False, "task": False},
    "tests": {"grade": True, "solution": False, "locked": True, "task": False},
    "proof": {"grade": True, "solution": True, "locked": False, "task": False},
}
"""What a cell is to nbgrader."""

SUFFIXES: dict[str, tuple[str, ...]] = {
    "code": ("_statement", "", "_plot", "_tests"),
    "experiment": ("_statement", "", "_plot", "_tests"),
    "numeric": ("_statement", "", "_tests"),
    "proof": ("_statement", ""),
}
"""The cells of a question, in order; of a code question the plot may be left out."""

BRACES = (
    "if Python or LaTeX was meant: '{{', '{%' and '{#' open Jinja; write '{ {', '{ %', '{ #' or "
    "put {% raw %} ... {% endraw %} around"
)

_POINTS = re.compile(
    r"\"points\"\s*:|[(\[]\s*\d+\s*(points?|pts|marks?)\s*[)\]]|\bworth\s+\d+"
    r"|\b\d+\s*(pts|marks)\b",
    re.IGNORECASE,
)


def build(topic: Topic | str, into: Path, *, template: Path | None = None) -> Path:
    """Write the notebook of a topic to ``<into>/source/<stem>/<stem>.ipynb``; return its path.

    Args:
        topic: a sheet, or the stem of one in the syllabus.
        into: a course directory.
        template: where the template lies, if not in ``source/<stem>/`` of this repository.

    Raises:
        LookupError: no topic of the syllabus has this stem.
        TopicError: the template and the sheet contradict each other; names file and line.
    """
    sheet = find(topic) if isinstance(topic, str) else topic
    notebook = notebook_of(sheet, template or template_of(sheet))
    path = into / "source" / sheet.stem / f"{sheet.stem}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(notebook_text(notebook), encoding="utf-8")
    return path


def template_of(topic: Topic) -> Path:
    """Return the path of the template of a topic of this repository."""
    return REPO / "source" / topic.stem / f"{topic.stem}.md.j2"


def notebook_of(topic: Topic, template: Path) -> NotebookNode:
    """Return the checked notebook of a template; raises as `build`."""
    draft = _Draft(topic, template)
    notebook: NotebookNode = jupytext.reads(draft.render(), fmt="md:myst")
    notebook.metadata = as_node({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    draft.check(notebook)
    for cell in notebook.cells:
        cell.id = cell_id(cell.metadata.nbgrader.grade_id)
    nbformat.validate(notebook)
    return notebook


def cell_id(grade_id: str) -> str:
    """Return the id of a cell: its grade id, cut to the 64 characters that nbformat allows."""
    if len(grade_id) <= 64:
        return grade_id
    return f"{grade_id[:51]}-{hashlib.sha256(grade_id.encode()).hexdigest()[:12]}"


class _Draft:
    """One template on its way to a notebook; knows the line of everything it complains of."""

    def __init__(self, topic: Topic, template: Path) -> None:
        self.topic = topic
        self.name = _short(template)
        if not template.is_file():
            raise TopicError(
                f"{self.name} does not exist: write the template of {topic.stem}"
            )
        self.text = template.read_text(encoding="utf-8")
        self.environment = _environment(topic, self.name, self.text)
        self.lines: dict[str, int] = {}
        """Line of the macro that a cell comes from, by the name the macro is called with."""

    def error(self, line: int, text: str) -> TopicError:
        """Return the complaint about a line of the template."""
        return TopicError(f"{self.name}, line {line}: {text}")

    def render(self) -> str:
        """Return the MyST Markdown of the template."""
        try:
            self._check_comments()
            tree = self.environment.parse(self.text)
            self._check_outline(tree)
            self._check_points()
            return self.environment.get_template(self.name).render()
        except jinja2.TemplateSyntaxError as e:
            where = self.name if e.name in (None, self.name) else str(e.name)
            raise TopicError(f"{where}, line {e.lineno}: {e.message}; {BRACES}") from None
        except jinja2.UndefinedError as e:
            raise self.error(self._line_of(e), f"{e.message}; {BRACES}") from None
        except (LookupError, TypeError) as e:
            raise self.error(self._line_of(e), str(e.args[0])) from None

    def _line_of(self, error: BaseException) -> int:
        """Return the line of the template that was being rendered when this was raised."""
        frames = traceback.extract_tb(error.__traceback__)
        lines = [f.lineno for f in frames if f.filename == self.name and f.lineno]
        return lines[-1] if lines else 1

    def _check_comments(self) -> None:
        """Refuse a comment that swallowed something: its opening was meant as LaTeX or code."""
        for line, kind, text in self.environment.lex(self.text):
            if kind == jinja2.lexer.TOKEN_COMMENT and re.search(r"\{[#%{]", text):
                raise self.error(
                    line,
                    f"the comment swallows a piece of the template: close it before; {BRACES}",
                )

    def _check_outline(self, tree: nodes.Template) -> None:
        """Refuse text outside all cells and braces that only look like Jinja; note the lines."""
        for node in tree.body:
            for part in node.nodes if isinstance(node, nodes.Output) else ():
                if isinstance(part, nodes.TemplateData) and part.data.strip():
                    blank = len(part.data) - len(part.data.lstrip())
                    line = part.lineno + part.data[:blank].count("\n")
                    raise self.error(
                        line, f"{part.data.split()[0]!r} stands outside all cells"
                    )
        for output in tree.find_all(nodes.Output):
            for part in output.nodes:
                if not isinstance(
                    part, (nodes.TemplateData, nodes.Call, nodes.Filter, nodes.Name)
                ):
                    raise self.error(
                        part.lineno, f"an expression that is no macro; {BRACES}"
                    )
        for call in tree.find_all(nodes.Call):
            name = call.args[0] if call.args else None
            if isinstance(name, nodes.Const) and isinstance(name.value, str):
                self.lines.setdefault(name.value, call.lineno)

    def _check_points(self) -> None:
        for number, line in enumerate(self.text.splitlines(), start=1):
            found = _POINTS.search(line)
            if found:
                raise self.error(
                    number, f"{found.group()!r}: points are written in the topic sheet only"
                )

    # -- the finished cells ---------------------------------------------------------------

    def check(self, notebook: NotebookNode) -> None:
        """Refuse a notebook that does not have just the cells its topic sheet asks for."""
        ids = [self._id_of(cell) for cell in notebook.cells]
        for grade_id in ids:
            if ids.count(grade_id) > 1:
                raise self.error(self._line(grade_id), f"two cells are called {grade_id!r}")
        for question in self.topic.questions:
            self._check_question(question, ids)
        self._check_order(ids)
        variant = variants.draw_inside(self.topic, np.random.default_rng(0))
        values = variants.values_of(self.topic, variant)
        cells = dict(zip(ids, notebook.cells, strict=True))
        for grade_id, cell in cells.items():
            self._check_cell(grade_id, cell, values)
        for question in self.topic.questions:
            if question.callables:
                self._check_stub(question, cells[question.name].source)

    def _id_of(self, cell: NotebookNode) -> str:
        try:
            return str(cell.metadata["nbgrader"]["grade_id"])
        except KeyError:
            start = cell.source.strip()[:40]
            line = self.text.count("\n", 0, max(0, self.text.find(start))) + 1
            raise self.error(
                line,
                f"{start!r} begins a cell that no macro made: has the text '+++' or a fence?",
            ) from None

    def _line(self, grade_id: str) -> int:
        for name in (grade_id, *(grade_id.removesuffix(s) for s in _ENDINGS)):
            if name in self.lines:
                return self.lines[name]
        return 1

    def _check_question(self, question: Question, ids: list[str]) -> None:
        want = [question.name + suffix for suffix in SUFFIXES[question.kind]]
        have = [i for i in ids if i in {question.name + s for s in _QUESTION_ENDINGS}]
        optional = question.name + "_plot" if question.kind == "code" else ""
        if have not in (want, [i for i in want if i != optional]):
            raise self.error(
                self._line(question.name),
                f"{question.kind} question {question.name} needs the cells {', '.join(want)} "
                f"in this order; it has {', '.join(have) or 'none'}",
            )

    def _check_order(self, ids: list[str]) -> None:
        """Refuse cells of no question, and questions that are mixed or not in sheet order."""
        owner = {
            q.name + suffix: q.name
            for q in self.topic.questions
            for suffix in SUFFIXES[q.kind]
        }
        for grade_id in ids:
            if grade_id not in owner and not grade_id.endswith(("_text", "_code")):
                known = ", ".join(q.name for q in self.topic.questions)
                raise self.error(
                    self._line(grade_id),
                    f"cell {grade_id!r} belongs to no question of: {known}",
                )
        order = [owner[i] for i in ids if i in owner]
        changes = [n for k, n in enumerate(order) if k == 0 or order[k - 1] != n]
        sheet = [q.name for q in self.topic.questions]
        for have, want in zip(changes, sheet, strict=False):
            if have != want:
                raise self.error(
                    self._line(have), f"{have} stands where the topic sheet has {want}"
                )

    def _check_cell(
        self, grade_id: str, cell: NotebookNode, values: dict[str, str]
    ) -> None:
        line = self._line(grade_id)
        if not cell.source.strip():
            raise self.error(line, f"cell {grade_id} is empty")
        if cell.metadata["nbgrader"]["solution"] and variants.holes(cell.source):
            raise self.error(line, f"⟦⟧ belongs to our cells; {grade_id} is the student's")
        try:
            text = variants.fill_with(cell.source, values, self.topic)
        except TopicError as e:
            raise self.error(
                line, f"cell {grade_id}: {str(e).partition(': ')[2]}"
            ) from None
        if cell.cell_type == "code":
            self._parse(text, grade_id)
        elif _bar_in_formula(text):
            raise self.error(
                line,
                f"cell {grade_id}: write \\vert or \\Vert for '|' in a formula in a table",
            )

    def _parse(self, source: str, grade_id: str) -> ast.Module:
        try:
            return ast.parse(source)
        except SyntaxError as e:
            raise self.error(
                self._line(grade_id), f"cell {grade_id} is not Python: {e.msg} ({e.text!r})"
            ) from None

    def _check_stub(self, question: Question, source: str) -> None:
        defined = set(_defined(self._parse(source, question.name)))
        missing = [name for name in question.callables if name not in defined]
        if missing:
            raise self.error(
                self._line(question.name),
                f"the answer cell of {question.name} must define {', '.join(missing)}",
            )


_QUESTION_ENDINGS = ("_statement", "", "_plot", "_tests")

_ENDINGS = ("_statement", "_plot", "_tests", "_text", "_code")


def _defined(tree: ast.Module) -> Iterator[str]:
    """Yield the names that a cell binds by def, class or a plain assignment."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (t.id for t in node.targets if isinstance(t, ast.Name))


def _bar_in_formula(text: str) -> bool:
    """Tell whether a formula in a table holds a '|', at which some renderers cut the cell."""
    rows = (line for line in text.splitlines() if line.lstrip().startswith("|"))
    return any("|" in formula for row in rows for formula in row.split("$")[1::2])


def _table_cell(text: str) -> str:
    """Return text that may stand in a table: renderers do not agree on '|' in formulas."""
    parts = " ".join(text.split()).split("$")
    parts[::2] = [part.replace("|", r"\|") for part in parts[::2]]
    parts[1::2] = [p.replace(r"\|", r"\Vert ").replace("|", r"\vert ") for p in parts[1::2]]
    return "$".join(parts)


def _short(path: Path) -> str:
    """Return a path as a person names it: from the root of the repository if it is inside."""
    resolved = path.resolve()
    return (
        str(resolved.relative_to(REPO)) if resolved.is_relative_to(REPO) else str(resolved)
    )


def _environment(topic: Topic, name: str, text: str) -> jinja2.Environment:
    """Return Jinja with what `macros.j2` uses; an undefined name is an error."""
    files = {name: text, "macros.j2": MACROS.read_text(encoding="utf-8")}
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(
            lambda asked: (files[asked], asked, lambda: True) if asked in files else None
        ),
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        keep_trailing_newline=True,
    )

    def metadata(grade_id: str, role: str, points: int | None) -> str:
        cell: dict[str, Any] = {"grade_id": grade_id, "schema_version": 3, **ROLES[role]}
        if points is not None:
            cell["points"] = points
        return json.dumps({"nbgrader": cell}, sort_keys=True)

    environment.globals.update(
        topic=topic,
        question=topic.question,
        number=topic.number,
        points=lambda question: topic.question(question).points,
        metadata=metadata,
    )
    environment.filters.update(
        block=lambda body: re.sub(r"\A([ \t]*\n)+", "", textwrap.dedent(body)).rstrip(),
        counted=lambda count, noun: f"{count} {noun}" if count == 1 else f"{count} {noun}s",
        table_cell=_table_cell,
    )
    return environment
