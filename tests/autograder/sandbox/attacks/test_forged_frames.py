"""Writes to the grader's socket by itself: malformed frames, forged answers, stale ones.

A malformed frame is a bad reply and ends the box. A well-formed forged answer is only what
the function could have returned anyway; it must never be taken for the next question's.
"""

import numpy as np
import pytest

from autograder.errors import BadReply, Crashed, NotDefined, Raised, TimedOut
from autograder.sandbox import wire
from autograder.sandbox.box import Cell, Limits


@pytest.fixture
def each_zygote(zygote):
    """One tier is enough: the same code reads the frames of every tier."""
    return zygote


# The call of `attack` is request 2: request 1 ran the cell.
SENT = "os.write(3, a0)\ntime.sleep(0.4)"
SOON = Limits(call_wall_seconds=0.3, cell_wall_seconds=0.3)


def head(header: bytes, payload: bytes = b"") -> bytes:
    return wire.HEAD.pack(wire.MAGIC, len(header), len(payload)) + header + payload


MALFORMED = {
    "garbage": b"\x80\x04\x95pickle" + b"x" * 100,
    "http": b"HTTP/1.1 200 OK\r\n\r\n",
    "header of 4 GiB": wire.HEAD.pack(wire.MAGIC, 2**32 - 1, 0),
    "payload of 4 GiB": wire.HEAD.pack(wire.MAGIC, 10, 2**32 - 1),
    "not json": head(b"{nope"),
    "nested 100000 times": head(b"[" * 100_000),
    "no message": head(b'"ok"'),
    "a list": head(b'["l","ok",2,1]'),
    "a short tuple": head(b'["t","ok"]'),
    "no such kind": head(b'["t","passed",2,1]'),
    "answer to no question": head(b'["t","ok",1,5]'),
    "answer to a later question": head(b'["t","ok",3,5]'),
    "answer to True": head(b'["t","ok",true,5]'),
    "answer to 2.0": head(b'["t","ok",2.0,5]'),
    "two values": head(b'["t","ok",2,5,6]'),
    "object array": head(b'["t","ok",2,["a","|O",[1]]]', bytes(8)),
    "callable": head(b'["t","ok",2,["f",1]]'),
    "object with a name for a number": head(b'["t","ok",2,["o","x","y"]]'),
    "object without a type": head(b'["t","ok",2,["o",1]]'),
    "an oracle never given": head(b'["t","oracle",2,1,7,["t"],["d"]]'),
    "oracle zero": head(b'["t","oracle",2,1,0,["t"],["d"]]'),
    "oracle with a list of arguments": head(b'["t","oracle",2,1,1,["l"],["d"]]'),
    "oracle with numbers as keywords": head(b'["t","oracle",2,1,1,["t"],["d",[1,2]]]'),
    "raised numbers": head(b'["t","raised",2,"",1,["l"],"x"]'),
    "raised without bases": head(b'["t","raised",2,"","E","E","x"]'),
    "raised with numbers as bases": head(b'["t","raised",2,"","E",["l",1],"x"]'),
}


@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_frame_is_a_bad_reply(attack, data):
    assert isinstance(attack(SENT, data), BadReply)


def test_a_forged_answer_is_a_value_like_any_other(attack):
    data = wire.pack(("ok", 2, {"passed": True, "score": 100}))

    assert attack(SENT, data) == {"passed": True, "score": 100}


@pytest.mark.parametrize(
    ("kind", "fault"), [("", Raised), ("missing", NotDefined), ("unsendable", BadReply)]
)
def test_forged_exceptions_are_faults_of_the_student_and_clean(attack, kind, fault):
    data = wire.pack(("raised", 2, kind, "<script>E", ["E"], "a\x1b[2Jb\u202ec\nd"))
    got = attack(SENT, data)

    assert isinstance(got, fault)
    assert str(got).isprintable() and "<" not in getattr(got, "type_name", "")


def test_an_extra_frame_answers_nothing(each_zygote):
    source = """
import os
def twice(data): os.write(3, data); return 1
def honest(): return 'honest'
"""
    with each_zygote.box() as box:
        box.run([Cell(index=0, source=source)])
        forged = wire.pack(("ok", 2, "first")) + wire.pack(("ok", 4, "ahead"))
        assert box.call("twice", forged) == "first"
        with pytest.raises(BadReply):
            box.call("honest")
        with pytest.raises(Crashed):
            box.call("honest")


@pytest.mark.parametrize(
    "reply",
    [
        None,
        [],
        {"result": "", "error": None, "error_type": "", "traceback": ""},
        {"result": 1, "error": None, "error_type": "", "traceback": "", "figures": []},
        {"result": "", "error": 1, "error_type": "", "traceback": "", "figures": []},
    ],
)
def test_a_forged_outcome_of_a_cell_is_a_bad_reply(zygote, reply):
    data = wire.pack(("ok", 1, reply))
    with zygote.box() as box, pytest.raises(BadReply):
        box.run(
            [Cell(index=0, source=f"import os, time\nos.write(3, {data!r})\ntime.sleep(1)")]
        )


def png(width: int, height: int, extra: int = 0) -> bytes:
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + size + bytes(extra)


def test_forged_figures_are_dropped(zygote):
    forged = [
        b"<svg onload=alert(1)>",
        png(10**6, 10**6),
        png(0, 5),
        png(9, 9, 5 << 20),
        3,
        png(9, 9),
    ]
    outcome = {"result": "", "error": None, "error_type": "", "traceback": ""}
    for figure in forged:
        with zygote.box() as box:
            source = """
import os, json, sys
from autograder.sandbox import notebook
figures = []
notebook.Notebook._pictures = lambda self, kept: figures
"""
            box.run([Cell(index=0, source=source)])
            # through the front door: the student's process says whatever it likes
            box.run(
                [
                    Cell(
                        index=1,
                        source=f"figures.append({figure!r})"
                        if len(str(figure)) < 500
                        else "figures.append(b'\\x89PNG\\r\\n\\x1a\\n' + bytes(5 << 20))",
                    )
                ]
            )
            (got,) = box.run([Cell(index=2, source="1")])
            assert got.figures == ((figure,) if figure == png(9, 9) else ())
    assert outcome["error"] is None


def test_a_forged_answer_while_an_oracle_runs_is_not_taken_for_the_oracles(attack):
    """The student answers early, from inside its own oracle call."""
    body = "os.write(3, a1)\nreturn a0()"
    asked = []
    got = attack(body, lambda: asked.append(1), wire.pack(("ok", 2, "early")), limits=SOON)

    assert got == "early" or isinstance(got, BadReply | TimedOut)


def test_bools_of_255_and_lone_surrogates_are_made_plain(attack):
    array = attack(SENT, head(b'["t","ok",2,["a","|b1",[3]]]', bytes([255, 1, 0])))
    assert array.view(np.uint8).tolist() == [1, 1, 0]

    assert attack(SENT, head(b'["t","ok",2,"\\ud800"]')) == "?"
