"""Catalogued answers, right and wrong: ``solutions/<stem>/{accepted,rejected}/*.py``.

A file is a sequence of notebook cells in the percent format::

    \"\"\"Divides by n only in the loss.\"\"\"
    FAILS = {"test_duplicating_the_batch_halves_dlogits"}

    # %%
    import numpy as np

    # %% softmax_cross_entropy
    def softmax_cross_entropy(logits, y): ...

A cell without a name is a helper. Questions that a file does not answer are taken from
``accepted/model.py``, each with the helpers and earlier answers of its own file around it, so
that a wrong answer to one question cannot spoil the next. ``variant`` is a namespace with the
numbers of the student's variant.
"""

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import TopicError
from autograder.sitting import Segment
from course_lib.topic import Topic

MARK = re.compile(r"^# %%(.*)$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One catalogued file."""

    path: Path
    about: str
    """By which road it is right, or the misconception it holds."""
    fails: frozenset[str]
    """Names of the hidden tests it must fail; empty for an accepted answer."""
    cells: tuple[tuple[str, str], ...]
    """Name of the question ('' for a helper) and source, in order."""

    @property
    def accepted(self) -> bool:
        """True for a right answer."""
        return self.path.parent.name == "accepted"

    @property
    def questions(self) -> frozenset[str]:
        """Names of the questions the file answers."""
        return frozenset(name for name, _ in self.cells if name)


def read(path: Path, topic: Topic) -> Answer:
    """Read one catalogued file without running it.

    Raises:
        TopicError: no docstring, no FAILS on a rejected file, an unknown question.
    """
    text = path.read_text(encoding="utf-8")
    try:
        tree = ast.parse(text)
    except SyntaxError as e:
        raise TopicError(f"{path}, line {e.lineno}: {e.msg}") from None
    about = ast.get_docstring(tree)
    if not about:
        raise TopicError(
            f"{path} must open with a docstring: the road, or the misconception"
        )
    fails = _fails(tree, path)
    parts = MARK.split(text)
    cells = tuple(
        (name.strip(), source.strip("\n"))
        for name, source in zip(parts[1::2], parts[2::2], strict=True)
    )
    known = {q.name for q in topic.questions}
    for name, _ in cells:
        if name and name not in known:
            raise TopicError(
                f"{path}: no question {name!r} in {topic.stem}; it has {sorted(known)}"
            )
    return Answer(path=path, about=about, fails=fails, cells=cells)


def _fails(tree: ast.Module, path: Path) -> frozenset[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "FAILS":
            fails = frozenset(ast.literal_eval(node.value))
            if path.parent.name == "rejected" and fails:
                return fails
            raise TopicError(
                f"{path}: FAILS belongs to a rejected answer and names >= 1 test"
            )
    if path.parent.name == "rejected":
        raise TopicError(f"{path} must say which tests it fails: FAILS = {{'test_...'}}")
    return frozenset()


def model_path(solutions: Path, topic: Topic) -> Path:
    """Return the file of the model answer."""
    return solutions / topic.stem / "accepted" / "model.py"


def catalogue(solutions: Path, topic: Topic) -> tuple[Answer, ...]:
    """Read every accepted and rejected answer of a topic, the model answer first."""
    folder = solutions / topic.stem
    model = model_path(solutions, topic)
    if not model.exists():
        raise TopicError(f"{model} is missing: every topic needs a model answer")
    others = [p for p in sorted(folder.glob("accepted/*.py")) if p != model]
    paths = [model, *others, *sorted(folder.glob("rejected/*.py"))]
    return tuple(read(path, topic) for path in paths)


def segments(
    answer: Answer, model: Answer, topic: Topic, variant: Mapping[str, Any]
) -> tuple[Segment, ...]:
    """Return the notebook in which `answer` is submitted, filled up by the model answer.

    Args:
        answer: the file to submit; it may be the model itself.
        model: answers the other questions.
        topic: gives the order of the questions.
        variant: the student's variant as plain data.
    """
    return compose([answer, model], topic, variant)


def compose(
    answers: Sequence[Answer], topic: Topic, variant: Mapping[str, Any]
) -> tuple[Segment, ...]:
    """Return a notebook in which each question is answered by the first file that has it.

    Wherever the file changes, the helpers and the earlier answers of the new one are run
    again, so that no file leans on another's.

    Raises:
        TopicError: a question that none of the files answers.
    """
    out: list[Segment] = []
    index = 0
    owner: Answer | None = None
    for question in topic.questions:
        if question.kind == "proof":
            continue
        source = next((a for a in answers if question.name in a.questions), None)
        if source is None:
            raise TopicError(f"{answers[-1].path} does not answer {question.name}")
        cells = _own(source, question.name)
        if source is not owner:
            cells = [prelude(variant), *_before(source, question.name, topic), *cells]
        owner = source
        out.append(Segment(question.name, tuple(enumerate(cells, start=index))))
        index += len(cells) + 1
    return tuple(out)


def alone(
    answer: Answer,
    name: str,
    topic: Topic,
    variant: Mapping[str, Any],
    *,
    after: Answer | None = None,
) -> Segment:
    """Return the notebook of one question: what its file holds before it, then its answer.

    Args:
        answer: the file that answers the question.
        name: the question.
        topic: gives the order of the questions.
        variant: the student's variant as plain data.
        after: an answer whose helpers and earlier answers come first, so that the question
            meets them and not those of somebody else's earlier answer.
    """
    before = [] if after is None or after is answer else _before(after, name, topic)
    own = [*_before(answer, name, topic), *_own(answer, name)]
    return Segment(name, tuple(enumerate([prelude(variant), *before, *own])))


def prelude(variant: Mapping[str, Any]) -> str:
    """Return the code that gives an answer the variant, under the name `variant`."""
    fields = ", ".join(f"{k}={_frozen(v)!r}" for k, v in variant.items())
    return f"from types import SimpleNamespace\nvariant = SimpleNamespace({fields})"


def _frozen(value: Any) -> Any:
    """JSON lists are the tuples of the variant."""
    return tuple(_frozen(v) for v in value) if isinstance(value, list | tuple) else value


def _before(source: Answer, name: str, topic: Topic) -> list[str]:
    """Helpers and earlier answers of the same file, in its order."""
    place = {q.name: i for i, q in enumerate(topic.questions)}
    return [text for n, text in source.cells if not n or place[n] < place[name]]


def _own(source: Answer, name: str) -> list[str]:
    return [text for n, text in source.cells if n == name]
