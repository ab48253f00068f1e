"""Independence of answers and reference, and nothing of the answer key in what students get.

Code is compared statement by statement in the normal form of `ast.unparse` without spaces, so
that neither layout nor comments hide a copy. Short statements (``x = x - x.max()``) and heads
of loops prove nothing and are left out, and so are imports and signatures, which both sides
share by design.

Whether a number is given away cannot be seen in one notebook: a small integer stands in every
text. It is seen over many: does a student's notebook show their own answer clearly more often
than the answer of somebody else?
"""

import ast
import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograder import variants
from autograder.build import notebook_of
from autograder.catalogue import read
from autograder.course import REPO
from autograder.errors import TopicError
from autograder.released import fill_notebook
from autograder.verify.plan import Options, Section, Subject, generator
from course_lib.topic import Topic

FORBIDDEN = ("course_lib", "autograder", "graders", "solutions")
"""Packages that an answer must not import and a notebook must not mention in code."""
MARKERS = (
    "BEGIN SOLUTION",
    "BEGIN HIDDEN",
    "END SOLUTION",
    "END HIDDEN",
    "BEGIN MARK SCHEME",
)
SHORTEST = 28
"""Characters without spaces below which a statement proves nothing."""
MOST_SHARED = 0.5
"""Share of the model answer's statements that may stand in the reference, too."""
NOTEBOOKS = 24
"""Notebooks in which answers are looked for."""
MORE_OFTEN = 0.5
"""By how much one's own answer may be shown more often than somebody else's."""
SHOWN = 4

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?:\s*/\s*\d+)?")

_Simple = (
    ast.Assign,
    ast.AugAssign,
    ast.AnnAssign,
    ast.Return,
    ast.Expr,
    ast.Assert,
    ast.Delete,
)


def check_leaks(subject: Subject, options: Options) -> Section:
    """Compare the answer key with itself and with what students get."""
    section = Section("leaks")
    folder = subject.pieces.solutions / subject.topic.stem
    answers = sorted(folder.glob("*/*.py"))
    for path in answers:
        for name in imported(path.read_text(encoding="utf-8")):
            if name.split(".")[0] in FORBIDDEN:
                section.find(
                    f"imports {name}: answers must be independent", subject=path.name
                )
    reference = reference_files(subject)
    _check_copy(section, folder / "accepted" / "model.py", reference)
    try:
        release = notebook_of(subject.topic, subject.template)
        notebooks = list(_notebooks(subject, options, release))
    except TopicError as e:
        section.find(f"the notebook cannot be built: {e}")
        return section
    secret = {p: answers_of(p, subject.topic) for p in answers}
    for path in (subject.pieces.grader, *reference):
        secret[path] = path.read_text(encoding="utf-8")
    _check_code(section, secret, notebooks[0][1])
    _check_numbers(section, subject, notebooks)
    section.figures |= {"answers": len(answers), "secret files": len(secret)}
    return section


def reference_files(subject: Subject) -> tuple[Path, ...]:
    """Return the modules of a topic's reference, and those that topics share."""
    stem, library = subject.topic.stem, REPO / "course_lib"
    patterns = (f"topics/{stem}.py", f"topics/{stem}/*.py", "*.py")
    return tuple(path for pattern in patterns for path in sorted(library.glob(pattern)))


def imported(source: str) -> Iterator[str]:
    """Yield the names of modules that a file imports, by a statement or by a call."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Call) and node.args:
            called = ast.unparse(node.func).split(".")[-1]
            first = node.args[0]
            if called in ("__import__", "import_module") and isinstance(
                first, ast.Constant
            ):
                yield str(first.value)


def statements(source: str) -> Iterator[str]:
    """Yield the statements of a file that would prove a copy, in normal form without spaces."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        text = squeezed(ast.unparse(node)) if isinstance(node, _Simple) else ""
        if len(text) >= SHORTEST:
            yield text


def given_statements(subject: Subject) -> frozenset[str]:
    """Return the statements of our own cells in the notebook, in normal form without spaces."""
    try:
        notebook = notebook_of(subject.topic, subject.template)
    except TopicError:
        return frozenset()
    out: set[str] = set()
    for cell in notebook.cells:
        if cell.cell_type == "code" and not cell.metadata.nbgrader.solution:
            with contextlib.suppress(SyntaxError):  # ⟦name⟧ may stand where Python cannot
                nodes = ast.walk(ast.parse(cell.source))
                out |= {squeezed(ast.unparse(n)) for n in nodes if isinstance(n, _Simple)}
    return frozenset(out)


def answers_of(path: Path, topic: Topic) -> str:
    """Return the cells of a catalogued file that answer a question.

    Its helper cells may repeat what the notebook gives to students.
    """
    return "\n\n".join(source for name, source in read(path, topic).cells if name)


def squeezed(text: str) -> str:
    """Return text without white space."""
    return "".join(text.split())


def _check_copy(section: Section, model: Path, reference: Iterable[Path]) -> None:
    if not model.exists():
        return
    theirs = {s for path in reference for s in statements(path.read_text(encoding="utf-8"))}
    own = list(statements(model.read_text(encoding="utf-8")))
    shared = [s for s in own if s in theirs]
    share = len(shared) / max(1, len(own))
    section.figures["statements of the model that the reference has too"] = round(share, 3)
    if share > MOST_SHARED:
        section.find(
            f"{share:.0%} of the statements of the model answer stand in the reference as well: "
            "it is no independent derivation", subject=model.name, detail="\n".join(shared[:SHOWN]),
        )  # fmt: skip


def _notebooks(
    subject: Subject, options: Options, release: NotebookNode
) -> Iterator[tuple[Any, NotebookNode]]:
    for i in range(min(NOTEBOOKS, options.draws)):
        rng = generator(options.seed, subject.topic.stem, "leak", str(i))
        v = variants.draw_inside(subject.topic, rng)
        yield v, fill_notebook(release, subject.topic, v, student=f"student {i}")


def _check_code(
    section: Section, secret: Mapping[Path, str], notebook: NotebookNode
) -> None:
    text = "\n".join(_normal(cell) for cell in notebook.cells)
    raw = "\n".join(cell.source for cell in notebook.cells)
    for marker in MARKERS:
        if marker in raw:
            section.find(f"the notebook holds the marker {marker!r}")
    for cell in notebook.cells:
        if cell.cell_type == "code":
            for name in imported(cell.source):
                if name.split(".")[0] in FORBIDDEN:
                    section.find(f"a cell imports {name}, which students do not have")
    compared = 0
    for path, source in secret.items():
        own = dict.fromkeys(statements(source))
        compared += len(own)
        found = [s for s in own if s in text]
        if found:
            section.find(
                f"{len(found)} statements of {path.parent.name}/{path.name} stand in the notebook",
                subject=path.name, detail="\n".join(found[:SHOWN]),
            )  # fmt: skip
    section.figures["statements compared"] = compared
    if not compared:
        section.find("no statement was compared")


def _normal(cell: NotebookNode) -> str:
    """The text of a cell without spaces, as written and in normal form."""
    plain = squeezed(cell.source)
    if cell.cell_type != "code":
        return plain
    try:
        return plain + "\n" + squeezed(ast.unparse(ast.parse(cell.source)))
    except SyntaxError:
        return plain


def numbers(text: str) -> frozenset[float]:
    """Return the numbers that stand in a text.

    >>> sorted(numbers("3/4 of -2, 1e3"))
    [-2.0, 0.75, 3.0, 4.0, 1000.0]
    """
    out: set[float] = set()
    for word in _NUMBER.findall(text):
        parts = [p.strip() for p in word.split("/")]
        out |= {float(p) for p in parts}
        if (
            len(parts) == 2
            and float(parts[1])
            and all(p.lstrip("-").isdigit() for p in parts)
        ):
            out.add(float(Fraction(int(parts[0]), int(parts[1]))))
    return frozenset(out)


def _check_numbers(
    section: Section, subject: Subject, notebooks: Sequence[tuple[Any, NotebookNode]]
) -> None:
    topic = subject.topic
    shown = [numbers("\n".join(c.source for c in nb.cells)) for _, nb in notebooks]
    answers = [topic.answers(v) for v, _ in notebooks]
    n = len(notebooks)
    for question in topic.questions:
        if question.kind != "numeric":
            continue
        mine = [float(a[question.name]) for a in answers]

        def seen(
            i: int, j: int, values: list[float] = mine, rtol: float = question.rtol
        ) -> bool:
            room = max(rtol, 1e-9) * (abs(values[j]) or 1.0)
            return any(abs(x - values[j]) <= room for x in shown[i])

        own = sum(seen(i, i) for i in range(n)) / n
        other = sum(seen(i, (i + k) % n) for i in range(n) for k in (1, 2, 3)) / (3 * n)
        section.figures[f"{question.name}: shown own, other"] = round(own - other, 3)
        if own - other > MORE_OFTEN:
            section.find(
                f"a student's notebook shows their own answer in {own:.0%} of the variants, that "
                f"of another in {other:.0%}", question=question.name,
            )  # fmt: skip
