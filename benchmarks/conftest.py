"""What benchmarks share: CPU time of a piece of work and its children, and a place for figures."""

import os
import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).parent

sys.path.insert(0, str(HERE / "same_cases"))

collect_ignore_glob = ["same_cases/*"]


class Cpu:
    """CPU seconds that a process tree has used, read from /proc for those still running."""

    def __init__(self) -> None:
        self.tick = os.sysconf("SC_CLK_TCK")

    def __call__(self) -> float:
        """Return user and system time of this process and all its descendants, dead or alive."""
        children, parents = {}, {}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            pid, parent = int(entry.name), int(fields[1])
            parents[pid] = parent
            # utime, stime, and those of children already waited for
            children[pid] = sum(int(x) for x in fields[11:15]) / self.tick
        mine, todo = 0.0, [os.getpid()]
        while todo:
            pid = todo.pop()
            mine += children.get(pid, 0.0)
            todo += [p for p, parent in parents.items() if parent == pid]
        return mine


@pytest.fixture(scope="session")
def cpu():
    return Cpu()


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
