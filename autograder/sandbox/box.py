"""The grader's side: a Zygote for an environment, a Box for a submission.

>>> with Zygote() as zygote, zygote.box() as box:              # doctest: +SKIP
...     box.run([Cell(index=1, source="def f(x): return 2 * x")])
...     box.call("f", 21)
42
"""

import base64
import json
import math
import os
import socket
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import IO, Any, Self

from autograder.errors import BadReply, SandboxFault, StudentFault, UsageError
from autograder.sandbox import policy, wire
from autograder.sandbox.bubblewrap import TIERS, Launch, Tier, why_not
from autograder.sandbox.cells import Cell, CellOutcome, one_line, outcome_of
from autograder.sandbox.conversation import Conversation
from autograder.sandbox.limits import Limits
from autograder.sandbox.process import Process
from autograder.sandbox.remote import RemoteObject

__all__ = [
    "PRELOAD",
    "Box",
    "Cell",
    "CellOutcome",
    "Limits",
    "RemoteObject",
    "Zygote",
    "available_tiers",
]

# torch.optim imports torch._dynamo at the first optimiser, which takes seconds
PRELOAD = (
    "numpy",
    "torch",
    "torch._dynamo",
    "matplotlib",
    "matplotlib.pyplot",
    "IPython.display",
    "IPython.core.inputtransformer2",
    "asyncio",
)
START_SECONDS = 180.0
MAX_SOURCE_CHARACTERS = 300_000  # escaped, this fits in the header of a frame


class Zygote:
    """A process that has imported the heavy modules and forks a box in milliseconds.

    A process that forked from the owner may ask for boxes too (requests bring their own
    descriptors); only the owner ends the zygote. Start it in the main thread: bubblewrap is
    told to die with the thread that started it.

    Args:
        tier: "full", "flat", "landlock", "none"; None takes the best that works here,
            never "none".
        preload: modules to import before the first fork.
    """

    def __init__(
        self, *, tier: str | None = None, preload: Sequence[str] = PRELOAD
    ) -> None:
        self._tier = TIERS[tier] if tier in TIERS else _best_tier(tier)
        reason = why_not(self._tier)
        if reason:
            raise SandboxFault(f"tier {self._tier.name} does not work here: {reason}")
        self.tier = self._tier.name
        self._owner = os.getpid()
        self._launch = Launch(self._tier)
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        try:
            with theirs:
                self._process = subprocess.Popen(
                    self._launch.command(theirs.fileno()),
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=self._errors,
                    stderr=self._errors,
                    env=self._launch.environment(),
                )
            self.info: Mapping[str, Any] = self._hello(preload)
        except OSError as e:
            self.close()
            raise SandboxFault(
                f"the sandbox (tier {self.tier}) did not start: {e}"
            ) from None
        except BaseException:
            self.close()
            raise

    def _hello(self, preload: Sequence[str]) -> dict[str, Any]:
        self._control.settimeout(START_SECONDS)
        try:
            self._control.send(json.dumps({"preload": list(preload)}).encode())
            hello = json.loads(self._control.recv(1 << 16) or b"{}")
        except OSError as e:
            hello = {"error": "it took too long" if isinstance(e, TimeoutError) else ""}
        self._control.settimeout(None)
        if "preloaded" not in hello:
            self._process.kill()
            self._process.wait()
            self._errors.seek(0)
            last = self._errors.read()[-2000:].decode("utf-8", "replace").strip()
            reason = (
                hello.get("error")
                or one_line(last.rpartition("\n")[2])
                or "no reason given"
            )
            raise SandboxFault(f"the sandbox (tier {self.tier}) did not start: {reason}")
        return dict(hello)

    def box(self, limits: Limits | None = None) -> "Box":
        """Start a box for one submission."""
        limits = limits or Limits()
        tier, launch = self._tier, self._launch
        program = policy.compiled(1 if tier.namespaces else None) if tier.filtered else b""
        job = {
            "namespaces": tier.namespaces,
            "own_uid": tier.filtered,
            "landlock": tier.filtered,
            "filter": base64.b64encode(program).decode(),
            "outer_layers": ["bwrap"] if tier.wrapped else [],
            "readable": launch.readable,
            "scratch": launch.scratch,
            "scratch_bytes": limits.scratch_megabytes << 20,
            "memory_bytes": limits.memory_megabytes << 20,
            "cpu_seconds": math.ceil(limits.total_cpu_seconds) + 1,
            "file_bytes": limits.file_megabytes << 20,
            "threads": limits.threads,
        }
        return Box(Process(self._control, job, limits, tier.required), self.tier, limits)

    def close(self) -> None:
        """End the zygote and every box; in a forked child only let go of the socket."""
        self._control.close()
        self._errors.close()
        process = getattr(self, "_process", None)
        if os.getpid() != self._owner:
            if process is not None:
                process.returncode = 0  # not ours to wait for, nor to warn about
            return
        if process is not None:
            process.kill()
            process.wait()
        self._launch.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _best_tier(asked: str | None) -> Tier:
    if asked is not None:
        raise UsageError(f"no tier {asked!r}; there are: {', '.join(TIERS)}")
    reasons = []
    for name in ("full", "flat", "landlock"):
        reason = _tried(name) and _tried(name)  # twice: one accident must not weaken it
        if not reason:
            return TIERS[name]
        reasons.append(f"{name}: {reason}")
    raise SandboxFault("no sandbox works here; " + "; ".join(reasons))


def _tried(name: str) -> str:
    """Return '' if a box of this tier can be built and answers, else the reason."""
    try:
        with Zygote(tier=name, preload=()) as zygote, zygote.box() as box:
            box.run([Cell(index=0, source="x = 1")])
            return "" if box.value("x") == 1 else "it gave a wrong answer"
    except (SandboxFault, StudentFault) as e:
        return str(e)


def available_tiers() -> dict[str, str]:
    """Return for each tier '' if it works on this machine, else why not, in one line."""
    return {name: _tried(name) for name in TIERS}


class Box:
    """One submission: a namespace in which its cells have run and its functions live.

    Args:
        process: the process, already jailed.
        tier: name of the tier, for the record.
        limits: what the submission may use.
    """

    def __init__(self, process: Process, tier: str, limits: Limits) -> None:
        self.tier = tier
        self.layers = process.layers
        self._process = process
        self._limits = limits
        self._request = Conversation(process).request

    # ---------------------------------------------------------------- what graders call
    def run(self, cells: Sequence[Cell]) -> tuple[CellOutcome, ...]:
        """Run cells one after another; an exception in one does not stop the next.

        Raises:
            TimedOut, OutOfMemory, Crashed, BadReply: with `cell_index`, the cell that did it,
                and `outcomes`, those of the cells before.
        """
        outcomes: list[CellOutcome] = []
        for cell in cells:
            try:
                outcomes.append(self._run_cell(cell))
            except StudentFault as fault:
                vars(fault).update(cell_index=cell.index, outcomes=tuple(outcomes))
                raise
        return tuple(outcomes)

    def _run_cell(self, cell: Cell) -> CellOutcome:
        if self._process.alive:
            self._process.take_output()  # what a thread printed meanwhile is nobody's
        if len(cell.source) > MAX_SOURCE_CHARACTERS:
            error = f"SyntaxError: more than {MAX_SOURCE_CHARACTERS} characters in one cell"
            return CellOutcome(index=cell.index, error=error, error_type="SyntaxError")
        figures = self._limits.figures_per_cell
        reply = self._request("cell", cell.index, cell.source, figures)
        stdout, stderr = self._process.take_output()
        try:
            return outcome_of(cell.index, reply, stdout, stderr, self._limits)
        except wire.WireError as e:
            raise self._process.stop(BadReply(str(e))) from None

    def call(self, name: str, /, *args: Any, **kwargs: Any) -> Any:
        """Return ``name(*args, **kwargs)`` for a global function of the notebook."""
        return self._request("call", name, None, args, kwargs, False)

    def call_keeping_arguments(
        self, name: str, /, *args: Any, **kwargs: Any
    ) -> tuple[Any, tuple[Any, ...]]:
        """As `call`; return also the positional arguments as they are after the call."""
        reply = self._request("call", name, None, args, kwargs, True)
        if type(reply) is not tuple or len(reply) != 2 or type(reply[1]) is not tuple:
            raise self._process.stop(BadReply("arguments were not returned"))
        return reply[0], reply[1]

    def value(self, name: str) -> Any:
        """Return a global variable of the notebook."""
        return self._request("value", name)

    def defines(self, name: str) -> bool:
        """Whether the notebook has a global variable of this name."""
        return self._request("defines", name) is True

    def program(self, steps: Sequence[tuple[Any, ...]], wants: Sequence[int]) -> list[Any]:
        """Run a straight-line program in one round trip.

        Args:
            steps: each one of ("const", value), ("call", name, *operands), ("op", name,
                *operands), ("method", name, object, *operands), ("get", name, object),
                ("set", name, object, operand); operands are indices of earlier steps, the
                operators add sub mul truediv pow neg matmul.
            wants: indices of the steps whose values to return.
        """
        for index, (what, _, *operands) in enumerate(steps):
            used = [] if what == "const" else operands
            if not all(type(i) is int and 0 <= i < index for i in used):
                raise ValueError(f"step {index} uses a step that is not before it: {used}")
        values = self._request("program", list(steps), list(wants))
        if type(values) is not list or len(values) != len(wants):
            raise self._process.stop(BadReply("not as many values as asked for"))
        return values

    # ------------------------------------------------------------------------- lifetime
    @property
    def alive(self) -> bool:
        """Whether the box still answers."""
        return self._process.alive

    @property
    def cpu_seconds(self) -> float:
        """CPU time the submission has used, measured from outside."""
        return self._process.cpu_seconds()

    def kill(self) -> None:
        """End the submission's process."""
        self._process.kill()

    def close(self) -> None:
        """End the process and free all there is of it."""
        self._process.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
