"""Tries to take more memory than a submission may have, by every allocator there is."""

import pytest

from autograder.errors import OutOfMemory
from autograder.sandbox.box import Limits

SMALL = Limits(memory_megabytes=96, call_cpu_seconds=10)


@pytest.mark.parametrize(
    "body",
    [
        "return np.ones(10 << 27).sum()",
        "return np.ones((10**6, 10**6))",
        "return [0] * 10**10",
        "x = []\nwhile True: x.append(bytearray(1 << 22))",
        "return 'x' * (10 << 30)",
        "import torch\nreturn torch.ones(10 << 27)",
        "x = {}\nwhile True: x[len(x)] = [len(x)] * 1000",
    ],
)
def test_ten_gigabytes_are_refused(attack, body):
    assert isinstance(attack(body, limits=SMALL), OutOfMemory)


@pytest.mark.parametrize("shared", [True, False])
def test_anonymous_memory_is_counted(attack, shared):
    body = f"""
import mmap
kept = []
flags = {"mmap.MAP_SHARED" if shared else "mmap.MAP_PRIVATE"} | mmap.MAP_ANONYMOUS
try:
    while len(kept) < 100:
        kept.append(mmap.mmap(-1, 1 << 24, flags))
except (OSError, MemoryError):
    pass
return len(kept) * 16
"""
    assert attack(body, limits=SMALL) <= 96


def test_memory_files_and_ipc_memory_do_not_exist(attack):
    body = """
return [syscall(319, b'x', 0), syscall(29, 0, 1 << 30, 0o1600), syscall(68, 0, 0o1600),
        syscall(240, b'/q', 0o102, 0o600, 0), syscall(447, 0)]
"""
    assert all(g < 0 for g in attack(body))


def test_memory_locks_are_refused(attack):
    assert attack("return syscall(149, 0, 4096), syscall(151, 3)") == (-1, -1)
