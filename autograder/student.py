"""`student`: what a hidden test sees of a submission.

``student.softmax_cross_entropy(z, y)`` is a call into the sandbox. A name that is not a
declared function of the topic is an error of the grader's author, not of the student. The
proxy remembers the calls of the test that is running, so that a failure can show the smallest
input (Hypothesis runs the shrunk example last) and what the student's code made of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from autograder.errors import (
    BadReply,
    Crashed,
    OutOfMemory,
    StudentFault,
    TimedOut,
    TopicError,
    Wrong,
)
from autograder.sandbox.wire import Rng, Tensor

KEPT_CALLS = 4


class Notebook(Protocol):
    """A student's notebook, run up to some cell. The sandbox's `Box` is one."""

    def call(self, name: str, /, *args: Any, **kwargs: Any) -> Any:
        """Call a function of the notebook."""

    def call_keeping_arguments(
        self, name: str, /, *args: Any, **kwargs: Any
    ) -> tuple[Any, tuple[Any, ...]]:
        """Call a function; also return the arguments as they are after the call."""

    def value(self, name: str) -> Any:
        """Return a variable of the notebook."""

    def program(self, steps: Sequence[tuple[Any, ...]], wants: Sequence[int]) -> list[Any]:
        """Run a straight-line program; return the values of the steps in `wants`."""

    @property
    def cpu_seconds(self) -> float:
        """CPU time the notebook has used so far."""


class UnknownFunction(TopicError, AttributeError):
    """The author's error; an AttributeError too, since libraries probe objects for names."""


@dataclass(frozen=True)
class Call:
    """One call of the running test: what went in, what came out (or the fault)."""

    function: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    outcome: Any = None
    fault: StudentFault | None = None


class Student:
    """Proxy of one submission for the tests of one topic."""

    def __init__(self, names: frozenset[str], variables: frozenset[str]) -> None:
        self._names = names
        self._variables = variables
        self._notebook: Notebook | None = None
        self._calls: list[Call] = []
        self._fatal: StudentFault | None = None
        self._fatal_call: Call | None = None

    # ---- what the machinery does with it
    def _open(self, notebook: Notebook) -> None:
        """Use this notebook from now on, for a test that is about to start."""
        self._notebook = notebook
        self._calls = []
        self._fatal = None
        self._fatal_call = None

    def _forget(self) -> None:
        """Begin the record of calls anew: Hypothesis starts another example."""
        self._calls = []

    @property
    def _last_calls(self) -> tuple[Call, ...]:
        """The latest calls of the running test; the one that ended the process, if one did."""
        if self._fatal_call is not None:
            return (self._fatal_call,)
        return tuple(self._calls[-KEPT_CALLS:])

    def _ask(
        self,
        name: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        run: Callable[[], Any],
    ) -> Any:
        # After the process has ended (a reply that cannot be read ends it, too) every further
        # call of the test fails at once with the same fault: Hypothesis would otherwise wait
        # for the time limit at each shrink, and report that the process has ended.
        if self._fatal is not None:
            raise self._fatal
        try:
            outcome = run()
        except StudentFault as fault:
            call = Call(name, args, kwargs, fault=fault)
            self._calls.append(call)
            if isinstance(fault, TimedOut | OutOfMemory | Crashed | BadReply):
                self._fatal, self._fatal_call = fault, call
            self._refuse_misuse(args, kwargs)
            raise
        self._calls.append(Call(name, args, kwargs, outcome=outcome))
        del self._calls[:-KEPT_CALLS]
        self._refuse_misuse(args, kwargs)
        return outcome

    @staticmethod
    def _refuse_misuse(args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """An oracle that was misused decides the test, even if the student caught its error."""
        for oracle in (*args, *kwargs.values()):
            violation = getattr(oracle, "violation", "") if callable(oracle) else ""
            if violation:
                raise Wrong(violation)

    def _book(self) -> Notebook:
        if self._notebook is None:
            raise TopicError("a hidden test used `student` outside a question")
        return self._notebook

    # ---- what hidden tests use
    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Return the student's function of this name."""
        if name.startswith("_") or name not in self._names:
            known = ", ".join(sorted(self._names))
            raise UnknownFunction(f"student.{name}: the topic sheet has {known}")
        book = self._book()

        def function(*args: Any, **kwargs: Any) -> Any:
            return self._ask(name, args, kwargs, lambda: book.call(name, *args, **kwargs))

        return function

    def keeping_arguments(
        self, name: str, /, *args: Any, **kwargs: Any
    ) -> tuple[Any, tuple[Any, ...]]:
        """Call a function; return its result and its arguments as they are afterwards."""
        if name not in self._names:
            raise TopicError(f"keeping_arguments: the topic sheet has no function {name!r}")
        book = self._book()
        result: tuple[Any, tuple[Any, ...]] = self._ask(
            name, args, kwargs, lambda: book.call_keeping_arguments(name, *args, **kwargs)
        )
        return result

    def value(self, name: str) -> Any:
        """Return the student's answer to a numeric question."""
        if name not in self._variables:
            raise TopicError(
                f"student.value: the topic sheet has no numeric question {name!r}"
            )
        return self._ask(name, (), {}, lambda: self._book().value(name))

    def program(self, steps: Sequence[tuple[Any, ...]], wants: Sequence[int]) -> list[Any]:
        """Run a straight-line program inside, in one round trip (see `Box.program`)."""
        answer: list[Any] = self._ask(
            "program", (list(steps),), {}, lambda: self._book().program(steps, wants)
        )
        return answer

    def cpu_seconds(self) -> float:
        """Return the CPU time the notebook has used so far, measured from outside."""
        return self._book().cpu_seconds

    @staticmethod
    def rng(seed: int) -> Rng:
        """Return an argument that arrives as ``numpy.random.default_rng(seed)``."""
        return Rng(seed)

    @staticmethod
    def tensor(array: Any) -> Tensor:
        """Return an argument that arrives as a torch tensor."""
        return Tensor(array)
