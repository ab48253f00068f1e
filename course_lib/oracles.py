r"""Oracles: functions of the grader's that a student's algorithm may only query.

An `Oracle` counts its calls, logs them, hands out fresh copies and notices misuse. It is the
grader's object: students reach it through the sandbox, so they can call it and nothing else.

An `Adversary` answers lazily. It owes the student nothing but consistency: when it has answered
for the last time there must be one function of the class that gives all its answers, and only
then does it fix one (the resisting oracle of Nemirovski and Yudin). What is proved against it
holds for every algorithm, not for the algorithms somebody thought of.

>>> grad = Oracle(lambda x: 2.0 * x, shape=(2,), budget=1)
>>> grad(np.array([1.0, 3.0]))
array([2., 6.])
>>> grad.calls, grad.violation
(1, '')
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MAX_ENTRIES = 1 << 22
"""Entries of one query; a larger one is misuse."""


class OracleFault(RuntimeError):
    """A student's code broke the rules of an oracle; its text is for the student."""

    @property
    def student_text(self) -> str:
        """What the sandbox may tell the student's code."""
        return str(self)


class OracleBudgetExceeded(OracleFault):
    """More queries than the question allows."""


class OracleMisused(OracleFault):
    """A query that is not a finite point of the right shape, or outside the domain."""


class Oracle:
    """A callable ``x -> f(x)`` that counts, logs and limits its calls.

    Args:
        f: gets a fresh float64 array (a float if ``shape == ()``). It may raise OracleMisused
            to refuse a point outside its domain. What it returns goes out as a fresh copy; it
            is not examined, so that an oracle may answer NaN on purpose.
        shape: shape of a query; None in a place allows any length there, and None instead of
            a shape allows any array.
        budget: number of queries answered; None for no limit.
        name: what to call it in messages and in the input shown to students.

    After the first misuse `violation` is a sentence and every further call raises. The grader
    looks at `violation` itself, so that catching the exception helps nobody.
    """

    def __init__(
        self,
        f: Callable[[Any], Any],
        *,
        shape: tuple[int | None, ...] | None,
        budget: int | None = None,
        name: str = "grad",
    ) -> None:
        self.f = f
        self.shape = shape
        self.budget = budget
        self.name = name
        self.log: list[tuple[Any, Any]] = []
        self.violation = ""
        self._fault: OracleFault | None = None

    def __repr__(self) -> str:
        return f"<{self.name}>"

    @property
    def calls(self) -> int:
        """Number of queries answered so far."""
        return len(self.log)

    @property
    def queries(self) -> Array:
        """The points queried so far, one after another along the first axis."""
        return np.array([x for x, _ in self.log], dtype=np.float64)

    @property
    def answers(self) -> list[Any]:
        """The answers given so far."""
        return [answer for _, answer in self.log]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Answer one query.

        Raises:
            OracleBudgetExceeded: the budget was used up.
            OracleMisused: the query is not one; or an earlier one was not.
        """
        if self._fault is not None:
            raise type(self._fault)(self.violation)
        try:
            x = self._read(args, kwargs)
            if self.budget is not None and self.calls >= self.budget:
                raise OracleBudgetExceeded(
                    f"{self.name} was called more than {self.budget} times, "
                    f"which is all this question allows"
                )
            answer = fresh(self.f(fresh(x)))
        except OracleFault as fault:
            self._fault, self.violation = fault, str(fault)
            raise
        self.log.append((x, answer))
        return fresh(answer)

    def _read(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Return the query as a fresh float64 array, or as a float."""
        if len(args) != 1 or kwargs:
            raise OracleMisused(f"{self.name} takes one positional argument")
        value = args[0]
        if value is None or isinstance(value, str | bytes | dict):
            raise OracleMisused(f"{self.name} was given something that is not numbers")
        try:
            raw = np.asarray(value)
        except (ValueError, TypeError, OverflowError):
            raise OracleMisused(f"{self.name} was given a ragged array") from None
        if raw.dtype.kind not in "biuf":
            raise OracleMisused(f"{self.name} was given something that is not real numbers")
        if raw.size > MAX_ENTRIES or not _fits(raw.shape, self.shape):
            want = "a smaller array" if self.shape is None else f"shape {self.shape}"
            raise OracleMisused(f"{self.name} needs {want}, was given shape {raw.shape}")
        x = np.array(raw, dtype=np.float64)
        if not np.isfinite(x).all():
            raise OracleMisused(f"{self.name} was asked at a point with NaN or infinity")
        return float(x) if self.shape == () else x


class Script(Oracle):
    """An oracle whose answer may depend on the time: ``(x, t) -> f(x, t)``, t = 0, 1, ...

    >>> noise = Script(lambda x, t: x + (-1.0) ** t, shape=())
    >>> noise(0.0), noise(0.0)
    (1.0, -1.0)
    """

    def __init__(
        self,
        f: Callable[[Any, int], Any],
        *,
        shape: tuple[int | None, ...] | None,
        budget: int | None = None,
        name: str = "grad",
    ) -> None:
        super().__init__(lambda x: f(x, self.calls), shape=shape, budget=budget, name=name)


class Adversary(Oracle, ABC):
    """An oracle that answers lazily: any answer that some function of the class gives.

    A subclass says how to answer, given `log`, and which function it was in the end. The
    grader asserts `inconsistency() == 0`: that function must give every answer in the log.
    """

    def __init__(
        self,
        *,
        shape: tuple[int | None, ...] | None,
        budget: int | None = None,
        name: str = "grad",
    ) -> None:
        super().__init__(self.answer, shape=shape, budget=budget, name=name)

    @abstractmethod
    def answer(self, x: Any) -> Any:
        """Answer the query `x`; earlier ones, with their answers, are in `log`."""

    @abstractmethod
    def function(self) -> Callable[[Any], Any]:
        """Return the function that was asked all along, fixed only now."""

    def defect(self, x: Any, answer: Any) -> float:
        """Return how far `answer` is from one that `function()` gives at x; 0 if it is one.

        Where an answer is not f(x) itself (a subgradient, a linear minimiser), override this.
        """
        gap = np.abs(np.asarray(self.function()(x)) - np.asarray(answer))
        return float(np.max(gap, initial=0.0))

    def inconsistency(self) -> float:
        """Return the largest defect over the log: 0 if the adversary was honest."""
        return max((self.defect(fresh(x), answer) for x, answer in self.log), default=0.0)


class ResistingMaximum(Adversary):
    r"""Subgradients of $f(x) = G \max_{i < n} x_i$ on R^d that tell as little as they can.

    At x it answers $G e_i$ with i a coordinate that attains the maximum, one never told
    before if there is one. A method that starts at 0 and moves along what it is told has
    $f(x_k) \ge 0$ for all k < n, while $f = -GR/\sqrt n$ somewhere at distance R: no such
    method is better than $GR/\sqrt n$ after n - 1 answers (Nesterov, Lectures, 3.2.1).

    >>> grad = ResistingMaximum(2)
    >>> grad(np.zeros(2)), grad(np.zeros(2))
    (array([1., 0.]), array([0., 1.]))
    """

    def __init__(
        self, n: int, *, G: float = 1.0, budget: int | None = None, name: str = "grad"
    ) -> None:
        super().__init__(shape=(n,), budget=budget, name=name)
        self.n = n
        self.G = G

    def answer(self, x: Array) -> Array:
        """Return G e_i, i untold if possible, else the first coordinate that attains max x."""
        active = np.flatnonzero(x == x.max())
        told = {int(np.argmax(g)) for g in self.answers}
        i = next((j for j in active if int(j) not in told), active[0])
        g = np.zeros(self.n)
        g[i] = self.G
        return g

    def function(self) -> Callable[[Array], float]:
        """Return f."""
        return lambda x: self.G * float(np.max(x))

    def defect(self, x: Array, answer: Array) -> float:
        """Return f(x) - <g, x>: g = G e_i is a subgradient of f at x iff this is 0."""
        return self.function()(x) - float(answer @ x)


def fresh(value: Any) -> Any:
    """Return a copy of an array, also inside lists and tuples; other values as they are."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, list | tuple):
        return type(value)(fresh(v) for v in value)
    return value


def _fits(shape: tuple[int, ...], want: tuple[int | None, ...] | None) -> bool:
    if want is None:
        return True
    return len(shape) == len(want) and all(
        n is None or n == m for m, n in zip(shape, want, strict=True)
    )
