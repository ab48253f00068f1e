"""The student-side server: it shares a process, and so a fate, with the student's code.

Student code can reach everything here and forge any reply. It gains nothing by it: a reply
is a value, and returning that value is something it could do anyway; the verdict is formed
elsewhere. So this module is written to be right for honest code, not safe from the other.

Messages (tuples; `id` is chosen by the sender of the question and echoed in the answer):

    grader → box   ("cell", id, index, source, figures kept)  ("value" | "defines", id, name)
                   ("call", id, name | object, method | None, args, kwargs, keep arguments)
                   ("program", id, steps, wants)              ("forget", objects)
                   ("return", oracle call, value)             ("throw", oracle call, name, text)
    box → grader   ("ok", id, value)                          ("oracle", id, oracle call, oracle, args, kwargs)
                   ("raised", id, kind, class name, names of bases, text)
"""

import builtins
import operator
import os
import socket
import sys
import threading
from typing import Any

import numpy as np

from autograder.sandbox import notebook, wire

OPERATORS = {
    name: getattr(operator, name)
    for name in ("add", "sub", "mul", "truediv", "pow", "neg", "matmul")
}
MAX_OBJECTS = 100_000


class OracleIsGone(RuntimeError):
    """An oracle was called after the call it was given to had ended."""


class Oracle:
    """A callable of the grader's: calling it asks the grader, whose answer is the value."""

    __slots__ = ("_number", "_server")

    def __init__(self, server: "Server", number: int) -> None:
        self._server = server
        self._number = number

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Ask the grader."""
        return self._server.ask(self._number, args, kwargs)

    def __repr__(self) -> str:
        return "<oracle>"


class Server:
    """Reads requests, runs the student's code, answers."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._lock = threading.RLock()
        self._objects: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}  # id(object) -> its number; the object is kept
        self._count = 0
        self._asked = 0
        self._requests: list[int] = []
        self._throwable: dict[str, type[BaseException]] = {}
        self._notebook = notebook.Notebook()

    # ---------------------------------------------------------------------------- frames
    def _exactly(self, count: int) -> bytearray:
        data = bytearray(count)
        view = memoryview(data)
        while view.nbytes:
            got = self._sock.recv_into(view)
            if not got:
                os._exit(0)  # the grader has closed the box
            view = view[got:]
        return data

    def _read(self) -> Any:
        header_bytes, payload_bytes = wire.check_head(self._exactly(wire.HEAD.size))
        header = self._exactly(header_bytes)
        payload = self._exactly(payload_bytes)
        special = {"f": self._oracle, "o": self._object, "g": _generator}
        return wire.value_of(header, payload, special, _tensor)

    def _oracle(self, node: list[Any]) -> Oracle:
        return Oracle(self, node[1])

    def _object(self, node: list[Any]) -> Any:
        return self._objects[node[1]]

    def _refer(self, x: Any) -> list[Any]:
        number = self._numbers.get(id(x))
        if number is None:
            if len(self._objects) >= MAX_OBJECTS:
                raise wire.Unsendable("too many objects")
            self._count += 1
            number = self._count
            self._numbers[id(x)] = number
            self._objects[number] = x
        return ["o", number, type(x).__name__[:80]]

    def _forget(self, numbers: list[int]) -> None:
        for number in numbers:
            x = self._objects.pop(number, None)
            self._numbers.pop(id(x), None)

    def _send(self, message: tuple[Any, ...]) -> None:
        for buffer in wire.frame(message, self._refer):
            self._sock.sendall(buffer)

    # ------------------------------------------------------------------------- requests
    def serve(self) -> None:
        """Answer requests for ever."""
        while True:
            self._handle(self._read())

    def _handle(self, message: tuple[Any, ...]) -> None:
        if message[0] == "forget":
            self._forget(message[1])
            return
        request = message[1]
        self._requests.append(request)
        try:
            answer = wire.frame(("ok", request, self._do(message)), self._refer)
        except wire.Unsendable as e:
            answer = wire.frame(_raised(request, "unsendable", e))
        except BaseException as e:
            answer = wire.frame(_raised(request, _kind(e), e))
        finally:
            self._requests.pop()
        for buffer in answer:
            self._sock.sendall(buffer)

    def _do(self, message: tuple[Any, ...]) -> Any:
        what, _, *rest = message
        if what == "call":
            target, method, args, kwargs, keep = rest
            function = self._global(target) if type(target) is str else target
            if method is not None:
                function = getattr(function, method)
            result = function(*args, **kwargs)
            return (result, args) if keep else result
        if what == "program":
            return self._program(*rest)
        if what == "cell":
            return self._notebook.run_cell(*rest)
        if what == "value":
            return self._global(rest[0])
        return rest[0] in self._notebook.namespace  # defines

    def _global(self, name: str) -> Any:
        try:
            return self._notebook.namespace[name]
        except KeyError:
            raise _Missing(name) from None

    def _program(self, steps: list[tuple[Any, ...]], wants: list[int]) -> list[Any]:
        """Run straight-line code whose operands are the values of earlier steps."""
        values: list[Any] = []
        for what, first, *rest in steps:
            if what == "const":
                value = first
            elif what == "call":
                value = self._global(first)(*[values[i] for i in rest])
            elif what == "op":
                value = OPERATORS[first](*[values[i] for i in rest])
            elif what == "method":
                value = getattr(values[rest[0]], first)(*[values[i] for i in rest[1:]])
            elif what == "get":
                value = getattr(values[rest[0]], first)
            else:
                setattr(values[rest[0]], first, values[rest[1]])
                value = None
            values.append(value)
        return [values[i] for i in wants]

    # -------------------------------------------------------------------------- oracles
    def ask(self, oracle: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call the grader back, answering its own requests meanwhile (strictly LIFO)."""
        with self._lock:
            if not self._requests:
                raise OracleIsGone("an oracle was called outside the call it was given to")
            self._asked += 1
            call = self._asked
            self._send(("oracle", self._requests[-1], call, oracle, args, kwargs))
            while True:
                message = self._read()
                if message[0] == "return" and message[1] == call:
                    return message[2]
                if message[0] == "throw" and message[1] == call:
                    raise self._exception(message[2])(*([message[3]] if message[3] else []))
                self._handle(message)

    def _exception(self, name: str) -> type[BaseException]:
        builtin = getattr(builtins, name, None)
        if isinstance(builtin, type) and issubclass(builtin, Exception):
            return _constructible(builtin)
        if name == "OracleIsGone":
            return OracleIsGone
        return self._throwable.setdefault(name, type(name, (RuntimeError,), {}))


class _Missing(Exception):
    """A name that the notebook does not define."""


def _constructible(kind: type[Exception]) -> type[BaseException]:
    """Some builtin exceptions want arguments (UnicodeDecodeError): their parent will do."""
    try:
        kind()
    except TypeError:
        return ValueError
    return kind


def _kind(error: BaseException) -> str:
    if isinstance(error, _Missing):
        return "missing"
    if isinstance(error, MemoryError):
        return "memory"
    if isinstance(error, NotImplementedError):
        return "unwritten"
    if isinstance(error, RuntimeError) and "can't allocate memory" in notebook.text_of(
        error
    ):
        return "memory"  # torch's way of saying it
    return ""


def _raised(request: int, kind: str, error: BaseException) -> tuple[Any, ...]:
    bases = [c.__name__[:80] for c in type(error).__mro__[:32] if c is not object]
    text = notebook.text_of(error)
    return ("raised", request, kind, type(error).__name__[:80], bases, text)


def _generator(node: list[Any]) -> np.random.Generator:
    return np.random.default_rng(node[1])


def _tensor(array: Any) -> Any:
    import torch

    return torch.from_numpy(array if array.flags.writeable else array.copy())


def serve(sock: socket.socket) -> None:
    """Serve one submission on `sock` until the grader closes it."""
    sys.path[:] = ["", *[p for p in sys.path if p not in ("", "/box")]]
    Server(sock).serve()
