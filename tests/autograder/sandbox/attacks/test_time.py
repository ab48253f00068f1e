"""Tries to use up the grader's time: spinning, sleeping, deaf to signals, in C, with a false clock."""

import time

import pytest

from autograder.errors import OutOfMemory, Raised, TimedOut
from autograder.sandbox.box import Limits


@pytest.fixture
def each_zygote(zygote):
    """One tier is enough: the same clocks watch and the same pidfd ends a box of every tier."""
    return zygote


SHORT = Limits(
    call_cpu_seconds=0.15,
    call_wall_seconds=0.3,
    cell_cpu_seconds=0.15,
    cell_wall_seconds=0.3,
    memory_megabytes=512,
)

DEAF = """
for s in range(1, 65):
    try: signal.signal(s, signal.SIG_IGN)
    except (OSError, ValueError): pass
"""


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "while True:\n    try: time.sleep(1)\n    except BaseException: pass",
        DEAF + "while True: pass",
        "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\ntime.sleep(60)",
        "return (10**7) ** (10**7)",
        "import re\nreturn re.match('(a+)+$', 'a' * 60 + 'b')",
        "time.process_time = time.monotonic = time.perf_counter = lambda: 0.0\nwhile True: pass",
        "while True:\n    try: raise ValueError\n    finally: continue",
        "while True:\n    os.write(1, b'x')",
        "import select\nselect.select([], [], [])",
        "threading.Event().wait()",
        "class E(BaseException): pass\nsignal.setitimer(signal.ITIMER_REAL, 0)\nwhile True: pass",
    ],
)
def test_it_is_stopped_in_time(attack, body):
    start = time.monotonic()
    fault = attack(body, limits=SHORT)

    assert isinstance(fault, TimedOut)
    assert time.monotonic() - start < 5


def test_many_threads_spinning_count_together(attack):
    body = "for _ in range(8): threading.Thread(target=lambda: [0 for _ in iter(int, 1)]).start()\ntime.sleep(60)"

    assert isinstance(attack(body, limits=SHORT), TimedOut)


def test_endless_recursion_ends(attack):
    body = "sys.setrecursionlimit(10**9)\ndef f(): return f()\nreturn f()"

    assert isinstance(attack(body, limits=SHORT), TimedOut | OutOfMemory | Raised)


def test_a_reply_that_drips_is_stopped(attack):
    """The head promises a megabyte, the bytes come one by one."""
    body = """
os.write(3, struct.pack('<4sII', b'MPD1', 1 << 20, 0))
while True:
    os.write(3, b' ')
    time.sleep(0.01)
"""
    assert isinstance(attack(body, limits=SHORT), TimedOut)
