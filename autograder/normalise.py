"""A submitted notebook, made whole: our cells from the release, the student's as source only.

::

    released for this student ──┐
                                ├─► our cells, in our order, with our text, ids and metadata
    submitted (anything) ───────┘   the student's answers, by grade id
                                    the student's own cells, each after the cell it followed

Nothing else of the submission is kept: no outputs, tags, metadata, attachments, flags. What
was odd becomes a note for a person, in words of ours. The question is always what the student
meant: an answer that was typed into a cell of their own is graded there.
"""

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from nbformat import NotebookNode

from autograder.errors import UsageError
from autograder.notebook import as_node, notebook_text
from autograder.sitting import Segment
from autograder.variants import SHORT
from autograder.verdicts import digest
from course_lib.topic import Topic

MAX_CELLS = 1000

MAX_CELL = 200_000
"""Characters of one cell: a picture pasted as text is more."""

MAX_SOURCE = 2_000_000
"""Characters of all cells."""

SHOWN = 5
"""Names in a note before the rest is only counted."""


@dataclass(frozen=True, kw_only=True)
class Normalised:
    """A notebook fit to be graded, and what a person should know of the submission."""

    notebook: NotebookNode
    notes: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """What is graded, as SHA-256: the cells with their sources, and nothing of the file."""
        return digest(notebook_text(self.notebook))


@dataclass(frozen=True)
class _Piece:
    """A submitted cell: the grade id it carries ('' if none of ours), its kind and text."""

    grade_id: str
    kind: str
    source: str


@dataclass
class _Draft:
    """What is kept of the student's cells, by the grade id of the cell of ours before it."""

    answers: dict[str, str] = field(default_factory=dict)
    own: dict[str, list[_Piece]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def keep(self, anchor: str, piece: _Piece) -> None:
        if piece.source.strip():
            self.own.setdefault(anchor, []).append(piece)

    def note(self, names: Iterable[str], text: str) -> None:
        """Add a note about cells of ours, if there are any; '{}' is the list of them."""
        every = list(dict.fromkeys(names))
        if every:
            more = f" and {len(every) - SHOWN} more" if len(every) > SHOWN else ""
            self.notes.append(text.format(", ".join(every[:SHOWN]) + more))


def normalise(released: NotebookNode, submitted: NotebookNode) -> Normalised:
    """Return the notebook that is graded.

    Args:
        released: what this student was given (see `released.student_notebook`).
        submitted: what came back, from `notebook.read_submission`.

    Raises:
        UsageError: the submission is too large, or has nothing to do with this assignment.
    """
    ours = {_grade_id(cell): cell for cell in released.cells}
    draft = _Draft()
    pieces = _recognise(ours, submitted, draft)
    _note_variant(released, submitted, draft)
    _sort(ours, pieces, draft)
    _adopt_proofs(ours, draft)
    return Normalised(notebook=_assemble(released, ours, draft), notes=tuple(draft.notes))


def segments(normalised: NotebookNode, topic: Topic) -> tuple[Segment, ...]:
    """Return the code cells by the question before whose grade cell they run.

    The grade cell of a question is the first cell of the next segment; the last segment, with
    the question "", holds what comes after the last grade cell. Proofs have no segment.
    """
    graded = {f"{q.name}_tests": q.name for q in topic.questions}
    found: list[Segment] = []
    cells: list[tuple[int, str]] = []
    for index, cell in enumerate(normalised.cells):
        if cell.cell_type != "code":
            continue
        question = graded.get(_grade_id(cell), "")
        if question:
            found.append(Segment(question, tuple(cells), begins_with_checks=bool(found)))
            cells = []
        cells.append((index, cell.source))
    return (*found, Segment("", tuple(cells), begins_with_checks=bool(found)))


# -- reading ------------------------------------------------------------------------------


def _recognise(
    ours: Mapping[str, NotebookNode], submitted: NotebookNode, draft: _Draft
) -> list[_Piece]:
    """Return the submitted cells with the grade ids of ours that they are copies of.

    A cell is known by its grade id; if an editor dropped that, by its cell id, or, being our
    text word for word, by its text.
    """
    if len(submitted.cells) > MAX_CELLS:
        raise UsageError(
            f"the notebook has {len(submitted.cells)} cells; at most {MAX_CELLS}"
        )
    sources = [_source(cell) for cell in submitted.cells]
    if max(map(len, sources), default=0) > MAX_CELL or sum(map(len, sources)) > MAX_SOURCE:
        raise UsageError(
            f"the notebook holds too much text: at most {MAX_CELL} characters in a cell, "
            f"{MAX_SOURCE} in all"
        )
    claimed = [_grade_id(cell) for cell in submitted.cells]
    names = [grade_id if grade_id in ours else "" for grade_id in claimed]
    foreign = sum(1 for a, b in zip(claimed, names, strict=True) if a and not b)
    if foreign:
        draft.notes.append(
            f"{foreign} cells claim to be ours and are not: kept as plain cells"
        )
    by_cell_id = {
        cell.get("id"): grade_id for grade_id, cell in ours.items() if cell.get("id")
    }
    by_text = {c.source.strip(): g for g, c in ours.items() if not _is_answer(c)}
    recovered = []
    for k, cell in enumerate(submitted.cells):
        cell_id = cell.get("id")
        guess = by_cell_id.get(cell_id) if isinstance(cell_id, str) else None
        guess = guess or by_text.get(sources[k].strip())
        if not names[k] and guess and guess not in names:
            names[k] = guess
            recovered.append(guess)
    draft.note(recovered, "cells that had lost their grade id were recognised: {}")
    if not any(names):
        raise UsageError("the notebook has no cell of this assignment; is it another one?")
    kinds = [str(cell.get("cell_type", "")) for cell in submitted.cells]
    return [_Piece(*piece) for piece in zip(names, kinds, sources, strict=True)]


def _grade_id(cell: NotebookNode) -> str:
    """Return the grade id a cell carries, '' if it has none that is text."""
    meta = cell.get("metadata")
    nbgrader = meta.get("nbgrader") if isinstance(meta, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return grade_id if isinstance(grade_id, str) else ""


def _is_answer(cell: NotebookNode) -> bool:
    return bool(cell.metadata.nbgrader.get("solution"))


def _source(cell: NotebookNode) -> str:
    """Return the text of a cell as a file can hold it: one kind of line end, no half pairs."""
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return ""
    whole = source.encode("utf-8", "replace").decode("utf-8")
    return whole.replace("\r\n", "\n").replace("\r", "\n")


def _note_variant(released: NotebookNode, submitted: NotebookNode, draft: _Draft) -> None:
    want = released.metadata.get("mpdl", {}).get("fingerprint", "")
    mpdl = submitted.metadata.get("mpdl")
    got = mpdl.get("fingerprint") if isinstance(mpdl, dict) else None
    if isinstance(got, str) and got != want:
        is_hex = len(got) == len(want) and set(got) <= set("0123456789abcdef")
        named = f" ({got[:SHORT]}, not {want[:SHORT]})" if is_hex else ""
        draft.notes.append(
            f"the notebook was drawn for another variant{named}: is it another student's?"
        )


# -- sorting ------------------------------------------------------------------------------


def _sort(
    ours: Mapping[str, NotebookNode], pieces: Sequence[_Piece], draft: _Draft
) -> None:
    """Put every submitted cell into the draft: as an answer, as the student's own, or not."""
    place = {grade_id: k for k, grade_id in enumerate(ours)}
    chosen = _choose(ours, pieces, draft)
    changed, seen = [], list[str]()
    anchor = ""
    for k, piece in enumerate(pieces):
        name = piece.grade_id
        first = bool(name) and name not in seen
        if first:
            seen.append(name)
        if not name:
            draft.keep(anchor, piece)
        elif _is_answer(ours[name]):
            if k == chosen[name]:
                draft.answers[name] = piece.source
                # A second copy far below is brought up; what follows it stays where it is.
                if first or place[name] >= place.get(anchor, -1):
                    anchor = name
            elif _is_written(ours[name], piece):
                draft.keep(anchor, piece)
            elif first:
                anchor = name
        else:
            same = piece.source.strip() == ours[name].source.strip()
            if first:
                anchor = name
            if first and not same:
                changed.append(name)
            # An import that was added to a set-up cell of ours is needed further down.
            if not same and (not first or name.endswith("_code")):
                draft.keep(anchor, piece)
    draft.note(changed, "our text was changed and is restored: {}")
    draft.note(
        (g for g in ours if g not in seen), "cells of ours were deleted and are back: {}"
    )
    if seen != sorted(seen, key=place.__getitem__):
        draft.notes.append("cells of ours were moved; they are back in their order")


def _choose(
    ours: Mapping[str, NotebookNode], pieces: Sequence[_Piece], draft: _Draft
) -> dict[str, int]:
    """Return which submitted cell is the answer for a grade id: the last that was written."""
    chosen: dict[str, int] = {}
    copies: dict[str, int] = {}
    retyped = []
    for k, piece in enumerate(pieces):
        name = piece.grade_id
        if not name or not _is_answer(ours[name]):
            continue
        copies[name] = copies.get(name, 0) + 1
        if name not in chosen or _is_written(ours[name], piece):
            chosen[name] = k
    for name, k in chosen.items():
        if pieces[k].kind != ours[name].cell_type:
            retyped.append(name)
    draft.note(
        (name for name, count in copies.items() if count > 1),
        "answer cells were copied; the last one written is the answer, other texts are kept "
        "as cells of the student's own: {}",
    )
    draft.note(retyped, "answer cells had become another type of cell: {}")
    return chosen


def _is_written(cell: NotebookNode, piece: _Piece) -> bool:
    """Tell whether an answer holds anything but the text that was released."""
    return piece.source.strip() not in ("", cell.source.strip())


def _adopt_proofs(ours: Mapping[str, NotebookNode], draft: _Draft) -> None:
    """Let text beside an untouched proof cell be the proof: nbgrader gives untouched cells 0."""
    order = list(ours)
    adopted = []
    for before, name in pairwise(order):
        cell = ours[name]
        if not _is_answer(cell) or cell.cell_type != "markdown":
            continue
        if draft.answers.get(name, "").strip() not in ("", cell.source.strip()):
            continue
        draft.answers.pop(name, None)
        near = [p for a in (before, name) for p in draft.own.get(a, []) if p.kind != "code"]
        if near:
            draft.answers[name] = "\n\n".join(piece.source for piece in near)
            adopted.append(name)
            for anchor in (before, name):
                draft.own[anchor] = [
                    p for p in draft.own.get(anchor, []) if p.kind == "code"
                ]
    draft.note(
        adopted, "text written beside an untouched proof cell is taken as the proof: {}"
    )


# -- writing ------------------------------------------------------------------------------


def _assemble(
    released: NotebookNode, ours: Mapping[str, NotebookNode], draft: _Draft
) -> NotebookNode:
    """Return the notebook: our cells with the answers, and between them the student's own."""
    cells: list[NotebookNode] = []
    waiting = list(draft.own.get("", []))
    count = 0
    for name, cell in ours.items():
        kept = copy.deepcopy(cell)
        if cell.cell_type == "code":
            kept.outputs, kept.execution_count = [], None
        answer = draft.answers.get(name, cell.source)
        kept.source = answer if _is_answer(cell) else cell.source
        # An untouched stub must not undo a function that the student wrote above it.
        is_stub = _is_answer(cell) and answer.strip() == cell.source.strip()
        if not (is_stub and cell.cell_type == "code"):
            cells += [_own_cell(piece, count + k) for k, piece in enumerate(waiting)]
            count, waiting = count + len(waiting), []
        cells.append(kept)
        waiting += draft.own.get(name, [])
    cells += [_own_cell(piece, count + k) for k, piece in enumerate(waiting)]
    notebook = as_node({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []})
    notebook.metadata = copy.deepcopy(released.metadata)
    notebook.cells = cells
    return notebook


def _own_cell(piece: _Piece, number: int) -> NotebookNode:
    """Return a cell of the student's own; raw cells become Markdown."""
    cell = {"id": f"own-{number + 1}", "metadata": {}, "source": piece.source}
    if piece.kind == "code":
        return as_node(
            {**cell, "cell_type": "code", "outputs": [], "execution_count": None}
        )
    return as_node({**cell, "cell_type": "markdown"})
