"""What isolation costs: per submission over a bare fork, and per call."""

import os
import statistics
import time

import numpy as np

from autograder.sandbox.box import Cell, Zygote

BUDGET_ISOLATION = 0.020
BUDGET_ROUND_TRIP = 0.0003


def test_isolation_over_a_bare_fork(figure):
    """Start and end a box, against forking this process (which holds numpy and torch too)."""
    import torch  # noqa: F401 - so that the bare fork copies as large a process

    def bare():
        start = time.perf_counter()
        pid = os.fork()
        if pid == 0:
            os._exit(0)
        os.waitpid(pid, 0)
        return time.perf_counter() - start

    with Zygote() as zygote:

        def boxed():
            start = time.perf_counter()
            zygote.box().close()
            return time.perf_counter() - start

        bare(), boxed()
        forks = statistics.median(bare() for _ in range(30))
        boxes = statistics.median(boxed() for _ in range(30))
    overhead = boxes - forks
    figure(fork_ms=1e3 * forks, box_ms=1e3 * boxes, over_ms=1e3 * overhead)
    figure(share_of_budget=overhead / BUDGET_ISOLATION)


def test_round_trip_of_a_call(figure):
    """Sixteen floats there and back."""
    x = np.arange(16.0)
    with Zygote() as zygote, zygote.box() as box:
        box.run([Cell(index=0, source="def f(x):\n    return x")])
        times = []
        for _ in range(2000):
            start = time.perf_counter()
            box.call("f", x)
            times.append(time.perf_counter() - start)
    median = statistics.median(times)
    figure(call_ms=1e3 * median, share_of_budget=median / BUDGET_ROUND_TRIP)
