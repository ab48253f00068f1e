"""A handle to an object that stays in the student's process."""

from typing import TYPE_CHECKING, Any, NoReturn

from autograder.errors import BadReply

if TYPE_CHECKING:
    from autograder.sandbox.conversation import Conversation


class RemoteObject:
    """An object of the student's that is not plain data: a model, an optimiser, a generator.

    It answers nothing by itself: equality is identity, it has no truth value (an object
    returned where True was asked for must not pass as true), no length, no array. What is
    done with it is done in the sandbox, one round trip each; see `Box.program` for many.
    """

    __slots__ = ("__weakref__", "_conversation", "_number", "type_name")
    __array_ufunc__ = None  # `array * remote` then asks __rmul__ and does not loop over it

    def __init__(self, conversation: "Conversation", number: int, type_name: str) -> None:
        self._conversation = conversation
        self._number = number
        self.type_name = type_name

    def reference(self, conversation: "Conversation") -> list[Any]:
        """How to name it on the wire, for the box it belongs to."""
        if conversation is not self._conversation:
            raise ValueError("an object of one box cannot be used in another")
        return ["o", self._number]

    def _program(self, *steps: tuple[Any, ...]) -> Any:
        """Return the value of the last step (see `Box.program`)."""
        wanted = [len(steps) - 1]
        values = self._conversation.request("program", list(steps), wanted)
        if type(values) is not list or len(values) != 1:
            raise BadReply("not as many values as asked for")
        return values[0]

    def call(self, method: str, /, *args: Any, **kwargs: Any) -> Any:
        """Return ``object.method(*args, **kwargs)``."""
        return self._conversation.request("call", self, method, args, kwargs, False)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return ``object(*args, **kwargs)``."""
        return self._conversation.request("call", self, None, args, kwargs, False)

    def get(self, attribute: str, /) -> Any:
        """Return ``object.attribute``."""
        return self._program(("const", self), ("get", attribute, 0))

    def set(self, attribute: str, value: Any, /) -> None:
        """Do ``object.attribute = value``."""
        self._program(("const", self), ("const", value), ("set", attribute, 0, 1))

    def _operate(self, name: str, left: Any, right: Any) -> Any:
        return self._program(("const", left), ("const", right), ("op", name, 0, 1))

    def __add__(self, other: Any) -> Any:
        return self._operate("add", self, other)

    def __radd__(self, other: Any) -> Any:
        return self._operate("add", other, self)

    def __sub__(self, other: Any) -> Any:
        return self._operate("sub", self, other)

    def __rsub__(self, other: Any) -> Any:
        return self._operate("sub", other, self)

    def __mul__(self, other: Any) -> Any:
        return self._operate("mul", self, other)

    def __rmul__(self, other: Any) -> Any:
        return self._operate("mul", other, self)

    def __truediv__(self, other: Any) -> Any:
        return self._operate("truediv", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return self._operate("truediv", other, self)

    def __pow__(self, other: Any) -> Any:
        return self._operate("pow", self, other)

    def __rpow__(self, other: Any) -> Any:
        return self._operate("pow", other, self)

    def __neg__(self) -> Any:
        return self._program(("const", self), ("op", "neg", 0))

    def __bool__(self) -> NoReturn:
        raise BadReply(f"expected a value, got an object of type {self.type_name}")

    def __repr__(self) -> str:
        return f"<an object of type {self.type_name}>"

    def __del__(self) -> None:
        self._conversation.forget(self._number)
