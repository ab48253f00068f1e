"""NormaliseSubmission: the released notebook of this student with the student's answers in it.

It comes first. What reaches nbgrader's own preprocessors has the released cells in the
released order, so that a duplicated cell cannot end the batch, a tag cannot skip a check, and
a grade cell of the student's own does not exist.
"""

import base64
import binascii
import copy
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.nbgrader_plugin.grading import (
    InTransit,
    course_of,
    put_in_transit,
    topic_of,
)
from autograder.normalise import normalise
from autograder.released import student_notebook

PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
"""Kinds of pictures that are kept, and the bytes with which they begin."""

MAX_PICTURES = 20


class NormaliseSubmission(NbGraderPreprocessor):
    """Rebuilds a submission from what was released to the student."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Return the normalised notebook; RunHiddenTests grades this one."""
        names = resources["nbgrader"]
        course, topic = course_of(self), topic_of(names["assignment"])
        released = student_notebook(course, topic, names["student"])
        normalised = normalise(released, nb)
        pictures = dict(pictures_of(nb))
        put_in_transit(
            course, topic.stem, names["student"], InTransit(normalised, pictures)
        )
        return copy.deepcopy(normalised.notebook), resources


def pictures_of(nb: NotebookNode) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the pictures pasted into Markdown cells, by the name the text calls them.

    Some write a proof on paper and paste a photograph of it.
    """
    found = 0
    for cell in nb.cells:
        attachments = cell.get("attachments")
        for name, bundle in attachments.items() if isinstance(attachments, dict) else ():
            for kind, start in PICTURES.items():
                data = bundle.get(kind) if isinstance(bundle, dict) else None
                if found < MAX_PICTURES and _is_picture(data, start):
                    found += 1
                    yield str(name), {kind: data}
                    break


def _is_picture(data: Any, start: bytes) -> TypeGuard[str]:
    if not isinstance(data, str):
        return False
    try:
        return base64.b64decode(data, validate=False).startswith(start)
    except (binascii.Error, ValueError):
        return False
