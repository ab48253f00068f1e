"""Requests to a box, their answers, and the oracle calls in between.

At any time at most one side speaks. While a request is under way the box may call the
oracles it was given, and an oracle may itself make a request: strictly last in, first out.
Every number (request, oracle, oracle call) is used once in the life of a box and echoed, so
that a frame which is forged, late or sent twice answers nothing and is a `BadReply`.
"""

import itertools
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from autograder.errors import (
    BadReply,
    Crashed,
    GraderFault,
    NotDefined,
    OutOfMemory,
    Raised,
    StudentFault,
)
from autograder.sandbox import wire
from autograder.sandbox.cells import class_name, one_line
from autograder.sandbox.process import Deadline, Process
from autograder.sandbox.remote import RemoteObject

MAX_NESTING = 16
MAX_BASES = 32


@dataclass(frozen=True)
class _Stopped:
    """The end of a request that an oracle stopped: both sides are in step, the box lives."""

    by: BaseException


class Conversation:
    """All that is said between a grader and one box.

    Args:
        process: the process of the box.
    """

    def __init__(self, process: Process) -> None:
        self._process = process
        self._request_ids = itertools.count(1)
        self._oracle_ids = itertools.count(1)
        self._issued = 0  # the largest oracle number given out
        self._asked = 0  # the largest oracle call seen
        self._oracles: dict[int, Callable[..., Any]] = {}
        self._live: list[
            list[int]
        ] = []  # for each request under way, the oracles it brought
        self._objects: weakref.WeakValueDictionary[int, RemoteObject] = (
            weakref.WeakValueDictionary()
        )
        self._forgotten: set[int] = set()

    def request(self, what: str, *fields: Any) -> Any:
        """Ask the box and return the value it answers with, or raise what became of it."""
        if not self._process.alive:
            raise Crashed("the process has ended")
        if len(self._live) >= MAX_NESTING:
            raise self._process.stop(BadReply("calls and oracles are nested too deeply"))
        number = next(self._request_ids)
        with self._oracles_of_one_request():
            buffers = self._frame((what, number, *fields))
            try:
                deadline = self._process.deadline(of_a_cell=what == "cell")
                answer = self._ask(number, buffers, deadline)
            except StudentFault:
                raise  # an answer, or the process has been stopped
            except BaseException:
                self._process.kill()  # interrupted: what it says next would answer nothing
                raise
        if isinstance(answer, _Stopped):
            raise answer.by
        return answer

    def forget(self, number: int) -> None:
        """Note that the grader has dropped its handle to an object of the box."""
        self._forgotten.add(number)

    @contextmanager
    def _oracles_of_one_request(self) -> Iterator[None]:
        """Oracles die with the request that brought them."""
        self._live.append([])
        try:
            yield
        finally:
            for number in self._live.pop():
                del self._oracles[number]

    # --------------------------------------------------------------------------- frames
    def _frame(self, message: tuple[Any, ...]) -> list[Any]:
        return wire.frame(message, self._refer, tensor_tag="T")

    def _refer(self, x: Any) -> list[Any]:
        """Name what is not plain data: objects of this box, and oracles."""
        if isinstance(x, RemoteObject):
            return x.reference(self)
        if not callable(x):
            raise wire.Unsendable(f"a value of type {type(x).__name__} cannot cross")
        self._issued = next(self._oracle_ids)
        self._oracles[self._issued] = x
        self._live[-1].append(self._issued)
        return ["f", self._issued]

    def _remote(self, node: list[Any]) -> RemoteObject:
        if len(node) != 3 or type(node[1]) is not int or type(node[2]) is not str:
            raise wire.WireError("a bad object")
        number = node[1]
        found = self._objects.get(number)
        if found is None:
            found = RemoteObject(self, number, class_name(node[2]))
            self._objects[number] = found
        self._forgotten.discard(number)
        return found

    def _receive(self, deadline: Deadline) -> tuple[Any, ...]:
        try:
            header, payload = self._process.receive(deadline)
            message = wire.value_of(header, payload, {"o": self._remote})
            self._process.check(deadline)  # reading a reply counts against its call
            if type(message) is not tuple or len(message) < 3:
                raise wire.WireError("a frame that is no message")
        except wire.WireError as e:
            raise self._bad(str(e)) from None
        return message

    def _bad(self, text: str) -> StudentFault:
        return self._process.stop(BadReply(f"the reply cannot be read: {text}"))

    # ------------------------------------------------------------------ one conversation
    def _ask(self, number: int, buffers: list[Any], deadline: Deadline) -> Any:
        process = self._process
        if self._forgotten:
            forgotten, self._forgotten = (
                sorted(self._forgotten)[: wire.MAX_NODES // 2],
                set(),
            )
            process.send(self._frame(("forget", forgotten)), deadline)
        process.send(buffers, deadline)
        stopped: BaseException | None = (
            None  # what an oracle wants the whole call to end with
        )
        thrown: BaseException | None = None  # what an oracle raised into the student's code
        while True:
            kind, echoed, *rest = self._receive(deadline)
            if type(echoed) is not int or echoed != number:
                raise self._bad("an answer to another question")
            if kind == "oracle" and len(rest) == 4:
                start = time.monotonic()
                error = self._answer_oracle(rest, deadline, stopped)
                deadline.wall += time.monotonic() - start  # the grader's time is not theirs
                if isinstance(error, Exception) and not isinstance(error, GraderFault):
                    thrown = error
                else:
                    stopped = stopped or error
                continue
            if stopped is not None:
                return _Stopped(stopped)
            if kind == "ok" and len(rest) == 1:
                return rest[0]
            if kind == "raised" and len(rest) == 4:
                self._raise(rest, thrown)
            raise self._bad("a message of no known kind")

    def _answer_oracle(
        self, fields: list[Any], deadline: Deadline, stopped: BaseException | None
    ) -> BaseException | None:
        """Answer one call of an oracle; return what it raised."""
        call, number, args, kwargs = fields
        sound = type(call) is int and type(number) is int and type(args) is tuple
        if not sound or type(kwargs) is not dict or not all(type(k) is str for k in kwargs):
            raise self._bad("a bad call of an oracle")
        if call <= self._asked or not 0 < number <= self._issued:
            raise self._bad("a call of an oracle that was never given")
        self._asked = call
        error: BaseException | None = None
        if number not in self._oracles:
            answer = self._frame(("throw", call, "OracleIsGone", "the oracle is gone"))
        elif stopped is not None:
            answer = self._frame(("throw", call, "RuntimeError", ""))
        else:
            try:
                answer = self._frame(
                    ("return", call, self._oracles[number](*args, **kwargs))
                )
            except BaseException as e:
                if not self._process.alive:  # it made a request that was the end of the box
                    raise
                error = e
                text = str(getattr(e, "student_text", ""))[:500]
                answer = self._frame(("throw", call, type(e).__name__, text))
        self._process.send(answer, deadline)
        return error

    def _raise(self, fields: list[Any], thrown: BaseException | None) -> None:
        """Raise what the box says was raised in it."""
        kind, name, bases, text = fields
        if not all(type(s) is str for s in (kind, name, text)) or type(bases) is not list:
            raise self._bad("a bad exception")
        if len(bases) > MAX_BASES or not all(type(b) is str for b in bases):
            raise self._bad("a bad exception")
        name, text = class_name(name), one_line(text)
        if kind == "missing":
            raise NotDefined(f"{text} is not defined")
        if kind == "unwritten":
            raise NotDefined("not written yet")
        if kind == "memory":
            raise OutOfMemory(text or "asked for more memory than it may have")
        if kind == "unsendable":
            raise self._process.stop(BadReply(text))
        cause = thrown if type(thrown).__name__ == name else None
        raise Raised(name, tuple(map(class_name, bases)), text) from cause
