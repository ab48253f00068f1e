"""One submission's process seen from the grader: bytes in, bytes out, time, death.

All waiting for a submission happens in `Process._wait`, which at the same time empties the
pipes of its output (a full pipe would block it) and reads the clocks. CPU time is read from
outside, with the clock the kernel keeps of any process, so a student cannot patch it.
"""

import contextlib
import json
import math
import os
import select
import signal
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from autograder.errors import (
    Crashed,
    OutOfMemory,
    SandboxFault,
    StudentFault,
    TimedOut,
)
from autograder.sandbox import wire
from autograder.sandbox.cells import clean
from autograder.sandbox.limits import Limits

POLL_SECONDS = 0.05
START_SECONDS = 30.0
END_SECONDS = 10.0
FLOOD_BYTES = 64 << 20
PIPE_BYTES = 1 << 16


@dataclass
class Deadline:
    """When a call is out of time.

    Args:
        cpu: reading of the CPU clock of the submission.
        wall: reading of `time.monotonic()`.
        cpu_seconds: how much CPU time that allows, to be told to a person.
        wall_seconds: and how much wall time.
    """

    cpu: float
    wall: float
    cpu_seconds: float
    wall_seconds: float


class _Output:
    """What came out of one pipe since the last look, capped."""

    def __init__(self, fd: int, kept_bytes: int) -> None:
        self.fd = fd
        self.open = True
        self._kept = bytearray()
        self._dropped = 0
        self._kept_bytes = kept_bytes
        os.set_blocking(fd, False)

    def drain(self) -> None:
        """Read what is there, but not for ever: a flood is bounded by the caller's clock."""
        for _ in range(32):
            try:
                data = os.read(self.fd, PIPE_BYTES)
            except BlockingIOError:
                return
            if not data:
                self.open = False
                return
            room = self._kept_bytes - len(self._kept)
            self._kept += data[: max(room, 0)]
            self._dropped += len(data) - min(len(data), max(room, 0))

    @property
    def flooded(self) -> bool:
        return self._dropped > FLOOD_BYTES

    def take(self) -> str:
        text = self._kept.decode("utf-8", "replace")
        if self._dropped:
            text += f"\n[… {self._dropped} more bytes were not kept]"
        self._kept.clear()
        self._dropped = 0
        return clean(text, self._kept_bytes + 100)


class Process:
    """The process of one box, from its start to its reaping.

    Args:
        control: the zygote's control socket.
        job: what the launcher is to build (see `zygote`).
        limits: what the submission may use.
        required: layers the jail must report before anything runs in it.
    """

    def __init__(
        self,
        control: socket.socket,
        job: dict[str, Any],
        limits: Limits,
        required: frozenset[str],
    ) -> None:
        self._control = control
        self._limits = limits
        self._fault: StudentFault | None = None
        self._killed = False
        self._end: dict[str, Any] | None = None
        self._waited = 0.0
        self._cpu = 0.0
        self._pidfd = -1
        self._rpc, rpc = socket.socketpair()
        self._status, status = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        out, out_w = os.pipe()
        err, err_w = os.pipe()
        kept = limits.output_kilobytes << 10
        self._outputs = (_Output(out, kept), _Output(err, kept))
        self._poll = select.poll()
        try:
            fds = [rpc.fileno(), out_w, err_w, status.fileno()]
            socket.send_fds(control, [json.dumps(job).encode()], fds)
        except OSError as e:
            self.close()
            raise SandboxFault(f"the zygote has ended ({e.strerror})") from None
        finally:
            rpc.close()
            status.close()
            os.close(out_w)
            os.close(err_w)
        self.layers = self._hello(required)
        self._rpc.setblocking(False)
        for fd in (self._rpc.fileno(), out, err):
            self._poll.register(fd, select.POLLIN)

    def _hello(self, required: frozenset[str]) -> tuple[str, ...]:
        self._status.settimeout(START_SECONDS)
        try:
            message, fds, _, _ = socket.recv_fds(self._status, 1 << 16, 1)
        except OSError:
            message, fds = b"", []
        if fds:
            self._pidfd = fds[0]
        hello = json.loads(message or b'{"error": "the launcher gave no sign"}')
        layers = tuple(hello.get("layers", ()))
        bare = {"landlock" if name.startswith("landlock") else name for name in layers}
        missing = sorted(required - bare)
        if "error" in hello or missing or not fds:
            said = self._said()
            self.close()
            reason = hello.get("error") or f"it lacks {', '.join(missing)}"
            raise SandboxFault(f"the jail could not be built: {reason} {said}".strip())
        self._pid = _pid_of(self._pidfd)
        return layers

    def _said(self) -> str:
        self._outputs[1].drain()
        return self._outputs[1].take().strip().rpartition("\n")[2]

    # ------------------------------------------------------------------------------ state
    @property
    def alive(self) -> bool:
        """Whether it can still be asked."""
        return self._fault is None and not self._killed

    def cpu_seconds(self) -> float:
        """CPU time of all its threads so far."""
        if self._end is not None:
            return max(self._cpu, float(self._end.get("cpu", 0.0)))
        if self._pid > 0:
            # the kernel's numbering of the CPU clock of a process; any process may read it
            with contextlib.suppress(OSError):
                self._cpu = max(self._cpu, time.clock_gettime(~self._pid << 3 | 2))
        return self._cpu

    def deadline(self, *, of_a_cell: bool = False) -> Deadline:
        """The deadline of a call, or of a cell, that begins now."""
        limits = self._limits
        cpu, wall = limits.call_cpu_seconds, limits.call_wall_seconds
        if of_a_cell:
            cpu, wall = limits.cell_cpu_seconds, limits.cell_wall_seconds
        end = min(self.cpu_seconds() + cpu, limits.total_cpu_seconds)
        return Deadline(end, time.monotonic() + wall, cpu, wall)

    def check(self, deadline: Deadline) -> None:
        """Stop the process and raise TimedOut if the deadline has passed."""
        now, cpu = time.monotonic(), self.cpu_seconds()
        if cpu > deadline.cpu:
            if cpu > self._limits.total_cpu_seconds:
                text = f"all together took more than {self._limits.total_cpu_seconds:g} s"
            else:
                text = f"took more than {deadline.cpu_seconds:g} s of computing time"
            raise self.stop(TimedOut(text))
        if now > deadline.wall:
            text = f"did not answer within {deadline.wall_seconds:g} s"
            raise self.stop(TimedOut(text))
        if self._waited > self._limits.total_wall_seconds:
            text = f"all together took more than {self._limits.total_wall_seconds:g} s"
            raise self.stop(TimedOut(text))

    # ------------------------------------------------------------------------------ bytes
    def _wait(self, deadline: Deadline, events: int) -> None:
        """Wait until the socket is ready, emptying the pipes and watching the clocks."""
        rpc = self._rpc.fileno()
        self._poll.modify(rpc, events)
        while True:
            self.check(deadline)
            start = time.monotonic()
            left = min(deadline.cpu - self._cpu, deadline.wall - start, POLL_SECONDS)
            ready = self._poll.poll(math.ceil(left * 1000))
            self._waited += time.monotonic() - start
            for output in self._outputs:
                if any(fd == output.fd for fd, _ in ready):
                    self._drain(output)
            if any(fd == rpc for fd, _ in ready):
                return

    def _drain(self, output: _Output) -> None:
        output.drain()
        if not output.open:
            with contextlib.suppress(KeyError):
                self._poll.unregister(output.fd)
        if output.flooded:
            raise self.stop(Crashed(f"printed more than {FLOOD_BYTES >> 20} MB"))

    def send(self, buffers: Iterable[Any], deadline: Deadline) -> None:
        """Send a frame."""
        for buffer in buffers:
            view = memoryview(buffer)
            while view.nbytes:
                try:
                    view = view[self._rpc.send(view) :]
                except BlockingIOError:
                    self._wait(deadline, select.POLLOUT)
                except OSError:
                    raise self._obituary() from None

    def receive(self, deadline: Deadline) -> tuple[bytearray, bytearray]:
        """Receive a frame: header and payload. WireError if it cannot be one."""
        head = self._exactly(wire.HEAD.size, deadline)
        header_bytes, payload_bytes = wire.check_head(head)
        header = self._exactly(header_bytes, deadline)
        return header, self._exactly(payload_bytes, deadline)

    def _exactly(self, count: int, deadline: Deadline) -> bytearray:
        data = bytearray(count)
        view = memoryview(data)
        while view.nbytes:
            try:
                got = self._rpc.recv_into(view)  # descriptors pushed at us are dropped
            except BlockingIOError:
                self._wait(deadline, select.POLLIN)
                continue
            except OSError:
                got = 0
            if not got:
                raise self._obituary()
            view = view[got:]
        return data

    def take_output(self) -> tuple[str, str]:
        """Return what it has written to stdout and stderr since the last look."""
        for output in self._outputs:
            if output.open:
                self._drain(output)
        out, err = self._outputs
        return out.take(), err.take()

    # ------------------------------------------------------------------------------ death
    def stop(self, fault: StudentFault) -> StudentFault:
        """Kill the process for this reason and return the reason, to be raised."""
        self._fault = self._fault or fault
        self.kill()
        self._collect()
        return fault

    def kill(self) -> None:
        """Kill the process; its namespace, and so all that is in it, dies with it."""
        self._killed = True
        if self._pidfd >= 0 and self._end is None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def _collect(self) -> None:
        """Wait for the launcher's word on the end."""
        if self._end is not None:
            return
        self._status.settimeout(END_SECONDS)
        try:
            self._end = json.loads(self._status.recv(4096) or b"{}")
        except OSError:
            self._end = {}

    def _obituary(self) -> StudentFault | SandboxFault:
        """Find out why the socket was closed; return what to raise."""
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        if not poll.poll(1000):
            return self.stop(Crashed("it closed its connection to the grader"))
        killed = self._killed
        self._collect()
        code = (self._end or {}).get("exit")
        if code is None:
            self._fault = Crashed("the process has ended")
            return SandboxFault("the launcher ended before its submission")
        fault: StudentFault
        if code == -signal.SIGKILL and not killed:
            if self.cpu_seconds() >= self._limits.total_cpu_seconds:
                fault = TimedOut(f"took more than {self._limits.total_cpu_seconds:g} s")
            elif self._zygote_ended():  # its namespace took everybody along
                self._fault = Crashed("the process has ended")
                return SandboxFault("the zygote was killed")
            else:  # RLIMIT_CPU and the kernel's memory killer are the only ones who could
                fault = OutOfMemory("the process was killed for want of memory")
        elif code < 0:
            fault = Crashed(f"the process was ended by {_signal_name(-code)}")
        else:
            fault = Crashed(f"the process ended itself with exit code {code}")
        self._fault = fault
        return fault

    def _zygote_ended(self) -> bool:
        """True if the other end of the control socket is gone, or goes in a moment."""
        if self._control.fileno() < 0:
            return True
        poll = select.poll()
        poll.register(self._control, 0)  # hanging up is always told
        return bool(poll.poll(100))

    def close(self) -> None:
        """Kill, reap, close every descriptor. May be called again."""
        if self._rpc.fileno() < 0:
            return
        self.kill()
        if self._pidfd >= 0:
            self._collect()
            os.close(self._pidfd)
            self._pidfd = -1
        self._rpc.close()
        self._status.close()
        for output in self._outputs:
            os.close(output.fd)


def _pid_of(pidfd: int) -> int:
    with open(f"/proc/self/fdinfo/{pidfd}") as file:
        for line in file:
            if line.startswith("Pid:"):
                return int(line.split()[1])
    return -1


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
