"""Tries to drown the grader in output, files, objects and oracle calls."""

import os
import resource

import pytest

from autograder.errors import BadReply, Crashed, Raised, TimedOut
from autograder.sandbox.box import Cell, Limits


@pytest.mark.parametrize("fd", [1, 2])
def test_a_gigabyte_of_output_ends_the_process(attack, fd):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    fault = attack(f"d = b'x' * 65536\nfor _ in range(1 << 14): os.write({fd}, d)")

    assert isinstance(fault, Crashed | TimedOut)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_a_thread_that_floods_between_calls_blocks_only_itself(each_zygote):
    source = """
import os, threading
def flood():
    while True: os.write(1, b'x' * 4096)
def double(x): return 2 * x
threading.Thread(target=flood, daemon=True).start()
"""
    with each_zygote.box(Limits(call_cpu_seconds=20, cell_cpu_seconds=20)) as box:
        try:
            box.run([Cell(index=0, source=source)])
            got = [box.call("double", i) for i in range(20)]
        except Crashed as e:
            got = str(e)

    assert got == [2 * i for i in range(20)] or "printed more" in got


def test_the_scratch_space_is_bounded(attack):
    if attack.tier == "landlock":
        assert attack("return tried(open, 'x', 'w')") == "refused by PermissionError"
        return
    body = """
written = 0
try:
    for i in range(40):
        with open(f'f{i}', 'wb') as f:
            for _ in range(15): written += f.write(bytes(1 << 20))
except OSError:
    pass
return written >> 20
"""
    limits = Limits(scratch_megabytes=32, file_megabytes=16)
    # in the flat tier the space is shared by the boxes of a zygote, 256 MB in all
    assert attack(body, limits=limits) <= (32 if attack.tier == "full" else 256)


def test_a_file_has_a_size_limit(attack):
    if attack.tier == "landlock":
        pytest.skip("nothing can be written there")
    body = """
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with open('x', 'wb') as f:
    return tried(f.write, bytes(3 << 20)), tried(os.truncate, 'x', 1 << 40)
"""
    got = attack(body, limits=Limits(file_megabytes=2))

    assert all(g.startswith("refused") for g in got)


def test_a_million_files_are_not_made(attack):
    if attack.tier != "full":
        pytest.skip("only a mount of its own can bound the number")
    body = """
try:
    for i in range(10**6): os.close(os.open(f'f{i}', os.O_CREAT))
except OSError:
    return i
"""
    assert attack(body) <= 2048


def test_descriptors_run_out(attack):
    assert attack("return tried(lambda: [os.dup(0) for _ in range(100)])") == (
        "refused by OSError"
    )


@pytest.mark.parametrize(
    "body",
    [
        "return [[] for _ in range(400_000)]",
        "x = 1\nfor _ in range(40): x = [x]\nreturn x",
        "x = []\nx.append(x)\nreturn x",
        "x = [1]\nfor _ in range(30): x = [x, x]\nreturn x",
        "return 10**4200",
        "return 'x' * (5 << 20)",
        "return [object() for _ in range(150_000)]",
        "return np.zeros(300 << 20, np.uint8)",
    ],
)
def test_values_of_any_size_are_a_bad_reply(attack, body):
    assert isinstance(attack(body), BadReply)


def test_a_flood_of_oracle_calls_is_stopped_by_the_clock(attack):
    calls = []
    fault = attack(
        "while True: a0()",
        lambda: calls.append(1),
        limits=Limits(call_cpu_seconds=0.05, cell_cpu_seconds=0.05),
    )

    assert isinstance(fault, TimedOut) and calls


def test_a_huge_exception_is_capped(attack):
    fault = attack("raise type('E' * 10**6, (ValueError,), {})('x' * 10**8)")

    assert isinstance(fault, Raised)
    assert len(fault.text) < 600 and len(fault.type_name) <= 80 and len(str(fault)) < 700


def test_a_class_with_hundreds_of_bases_is_capped(attack):
    body = "k = ValueError\nfor i in range(200): k = type(f'E{i}', (k,), {})\nraise k"
    fault = attack(body)

    assert isinstance(fault, Raised) and len(fault.bases) <= 32


def test_no_descriptor_of_the_grader_is_left_open(attack):
    before = len(os.listdir("/proc/self/fd"))
    attack("os._exit(0)")
    attack("while True: os.write(1, b'x' * 65536)")

    assert len(os.listdir("/proc/self/fd")) == before
