"""What benchmarks share: CPU time of a piece of work and its children, and a place for figures."""

import contextlib
import os
import sys
import time
from pathlib import Path

import pytest

from autograder.environment import complete_path

HERE = Path(__file__).parent

sys.path.insert(0, str(HERE / "same_cases"))

complete_path()

collect_ignore_glob = ["same_cases/*"]


GROUP = f"mpdl-bench-{os.getpid()}"

CONTROLLERS = (
    (Path("/sys/fs/cgroup"), "cpu.stat"),
    (Path("/sys/fs/cgroup/cpuacct"), "cpuacct.usage"),
    (Path("/sys/fs/cgroup/cpu,cpuacct"), "cpuacct.usage"),
)
"""Where the kernel counts the CPU time of a group of processes (cgroup versions 2 and 1)."""


class Cpu:
    """CPU seconds that this process and all its descendants have used, dead or alive.

    Asking processes for the time of their children is not enough: the zygote of the sandbox
    does not wait for its children, so that nobody is told what they used. A control group of
    the kernel forgets nobody. It takes root; without it there is no honest figure.
    """

    def __init__(self) -> None:
        self.folder, self.name = self._join()

    def _join(self) -> tuple[Path, str]:
        for root, name in CONTROLLERS:
            folder = root / GROUP
            try:
                folder.mkdir()
            except OSError:
                continue
            if (folder / name).exists():
                (folder / "cgroup.procs").write_text(str(os.getpid()))
                return folder, name
            folder.rmdir()
        pytest.skip(
            "CPU of the sandbox cannot be counted: no control group can be made here"
        )

    def __call__(self) -> float:
        """Return the seconds since the start of the session."""
        text = (self.folder / self.name).read_text()
        if self.name == "cpu.stat":
            return int(text.split("usage_usec")[1].split()[0]) / 1e6
        return int(text) / 1e9

    def leave(self) -> None:
        """Go back to where we were, and remove the group if nobody is left in it."""
        with contextlib.suppress(OSError):
            (self.folder.parent / "cgroup.procs").write_text(str(os.getpid()))
            self.folder.rmdir()


@pytest.fixture(scope="session")
def cpu():
    counter = Cpu()
    yield counter
    counter.leave()


@pytest.fixture
def figure(request):
    """Print a figure with the name of its benchmark, for benchmarks/README.md."""

    def show(**numbers: float) -> None:
        line = "  ".join(f"{k.replace('_', ' ')} {v:.4g}" for k, v in numbers.items())
        print(f"\n{request.node.name}: {line}")  # noqa: T201 - what a benchmark is for

    return show


@pytest.fixture
def clock():
    return time.perf_counter
