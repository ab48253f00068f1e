"""A student's variant: drawn from the course key, written as JSON, filled into our text.

::

    HMAC-SHA256(key, "variant|course|stem|student|edition") -> Generator -> topic.draw
    HMAC-SHA256(key, "hidden") -> second key
    HMAC-SHA256(second key, "hidden|course|stem|student|edition|submission") -> hidden inputs

Without the key neither can be guessed; with it both are the same on every machine. That a
draw stays what it was when `draw` or numpy changes is the business of `ledger`.
"""

import hashlib
import hmac
import json
import math
import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any
from urllib.parse import quote

import numpy as np

from autograder.errors import TopicError
from autograder.verdicts import digest
from course_lib.topic import Topic

MAX_DRAWS = 1000
"""Draws outside the bands before a topic is told that its bands are too narrow."""

SHORT = 8
"""Hexadecimal digits of a fingerprint that are shown to people."""

OURS = ("student", "fingerprint")
"""Names that may stand in ⟦⟧ beside the keys of `Topic.statement`."""

_HOLE = re.compile(r"⟦\s*([A-Za-z_][A-Za-z0-9_]*)\s*⟧")
_BRACKET = re.compile(r"[⟦⟧].{0,20}")


def draw(topic: Topic, key: bytes, *, course_id: str, student: str, edition: str) -> Any:
    """Return the variant that this key gives to this student: the first inside all bands.

    Raises:
        TopicError: no draw out of `MAX_DRAWS` is inside, or a draw is not plain data.
    """
    mac = _mac(key, "variant", course_id, topic.stem, student, edition)
    return draw_inside(
        topic, np.random.Generator(np.random.PCG64(int.from_bytes(mac, "big")))
    )


def draw_inside(topic: Topic, rng: np.random.Generator) -> Any:
    """Return the first draw that lies inside every band of the topic; raises as `draw`."""
    missed = dict.fromkeys((band.name for band in topic.bands), 0)
    for _ in range(MAX_DRAWS):
        variant = topic.draw(rng)
        outside = [b.name for b in topic.bands if not b.low <= b.of(variant) <= b.high]
        if not outside:
            to_data(variant, topic)
            return variant
        for name in outside:
            missed[name] += 1
    often = ", ".join(f"{name} {count}" for name, count in missed.items() if count)
    raise TopicError(
        f"course_lib/topics/{topic.stem}: none of {MAX_DRAWS} draws lies inside all bands; "
        f"outside: {often}"
    )


def hidden_seed(
    key: bytes, *, course_id: str, stem: str, student: str, edition: str, submission: str
) -> str:
    """Return what hidden inputs are drawn from for this submission, hexadecimal.

    `submission` is the digest of what is graded: the same submission meets the same inputs,
    a changed one meets others.
    """
    second = _mac(key, "hidden")
    return _mac(second, "hidden", course_id, stem, student, edition, submission).hex()


def _mac(key: bytes, *parts: str) -> bytes:
    """Return HMAC-SHA256 of the parts joined by '|', which is quoted inside a part."""
    text = "|".join(quote(part, safe=" @+") for part in parts)
    return hmac.new(key, text.encode("ascii"), hashlib.sha256).digest()


# -- variant <-> JSON ---------------------------------------------------------------------


def to_data(variant: Any, topic: Topic) -> dict[str, Any]:
    """Return the fields of a variant as plain JSON data: tuples become lists.

    Raises:
        TopicError: a field is not an int, a finite float, a str or a tuple of these.
    """
    if type(variant) is not topic.variant_type:
        raise TopicError(
            f"course_lib/topics/{topic.stem}: draw must return a {topic.variant_type.__name__}; "
            f"got {type(variant).__name__}"
        )
    names = [f.name for f in fields(topic.variant_type)]
    return {name: _to_plain(getattr(variant, name), name, topic) for name in names}


def from_data(data: Mapping[str, Any], topic: Topic) -> Any:
    """Return the variant with these fields; the inverse of `to_data`.

    Raises:
        TopicError: the fields are not those of the topic's variant any more.
    """
    want = {f.name for f in fields(topic.variant_type)}
    if set(data) != want:
        raise TopicError(
            f"course_lib/topics/{topic.stem}: a variant has the fields {sorted(want)}, "
            f"the frozen one has {sorted(data)}; keep the old fields of {topic.stem}"
        )
    return topic.variant_type(**{name: _to_tuples(value) for name, value in data.items()})


def to_json(variant: Any, topic: Topic) -> str:
    """Return a variant as canonical JSON text: equal variants are equal text."""
    return json.dumps(to_data(variant, topic), sort_keys=True, allow_nan=False)


def from_json(text: str, topic: Topic) -> Any:
    """Read a variant back; the inverse of `to_json`."""
    return from_data(json.loads(text), topic)


def fingerprint(variant: Any, topic: Topic) -> str:
    """Return the SHA-256 of the canonical JSON of a variant, hexadecimal."""
    return digest(to_json(variant, topic))


def _to_plain(value: Any, name: str, topic: Topic) -> Any:
    # The exact type: a bool or a numpy float would not be read back as what it was.
    if type(value) is tuple:
        return [_to_plain(v, name, topic) for v in value]
    if type(value) in (int, str) or (type(value) is float and math.isfinite(value)):
        return value
    raise TopicError(
        f"course_lib/topics/{topic.stem}: field {name!r} of the variant holds {value!r} "
        f"({type(value).__name__}); only int, finite float, str and tuples of these can be "
        "frozen: convert it in draw"
    )


def _to_tuples(value: Any) -> Any:
    return tuple(_to_tuples(v) for v in value) if isinstance(value, list) else value


# -- variant -> text ----------------------------------------------------------------------


def fill(text: str, topic: Topic, variant: Any, *, student: str = "") -> str:
    """Return our text with every ⟦name⟧ replaced by what it stands for in this variant.

    It is a plain substitution, done once: what is filled in is never looked at again, so
    neither a number nor the name of a student can become a template.

    Raises:
        TopicError: ⟦name⟧ is not a key of `topic.statement`, or a bracket is left alone.
    """
    return fill_with(text, values_of(topic, variant, student=student), topic)


def values_of(topic: Topic, variant: Any, *, student: str = "") -> dict[str, str]:
    """Return what each ⟦name⟧ stands for: `topic.statement` and the names of `OURS`."""
    values = dict(topic.statement(variant))
    where = f"course_lib/topics/{topic.stem}"
    for name, value in values.items():
        if name in OURS:
            raise TopicError(
                f"{where}: statement must leave the name {name!r} to the header"
            )
        if not isinstance(value, str):
            raise TopicError(
                f"{where}: statement must give text for {name!r}; got {value!r}"
            )
    shown = student.replace("`", "'")
    return {
        **values,
        "student": f"`{shown}`" if shown else "you",
        "fingerprint": fingerprint(variant, topic)[:SHORT],
    }


def fill_with(text: str, values: Mapping[str, str], topic: Topic) -> str:
    """Return text with every ⟦name⟧ replaced by values[name]; raises as `fill`."""
    left = _BRACKET.search(_HOLE.sub("", text))
    if left:
        raise TopicError(f"source/{topic.stem}: {left.group()!r} is not of the form ⟦name⟧")

    def value(hole: re.Match[str]) -> str:
        name = hole.group(1)
        if name not in values:
            known = ", ".join(values)
            raise TopicError(
                f"source/{topic.stem}: nothing is called ⟦{name}⟧; there is: {known}"
            )
        return values[name]

    return _HOLE.sub(value, text)


def holes(text: str) -> tuple[str, ...]:
    """Return the names that stand in ⟦⟧, in order of appearance."""
    return tuple(hole.group(1) for hole in _HOLE.finditer(text))
