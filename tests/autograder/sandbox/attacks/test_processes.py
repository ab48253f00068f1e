"""Tries to see, trace, signal or outlive other processes.

A box must find itself alone, and the zygote, the launcher and the grader unharmed.
"""

import os

import pytest

from autograder.sandbox.box import Cell


def keepers(pids: set[int]) -> set[int]:
    """Those of the processes that must outlive a box: bubblewrap's and the zygotes."""
    alive = set()
    for pid in pids:
        try:
            with open(f"/proc/{pid}/cmdline") as file:
                command = file.read()
            with open(f"/proc/{pid}/status") as file:
                parent = int(file.read().partition("PPid:")[2].split()[0])
        except OSError:
            continue
        if "bwrap" in command or parent == os.getpid():
            alive.add(pid)
    return alive


def test_other_processes_cannot_be_seen(attack):
    body = """
pids = tried(lambda: [p for p in os.listdir('/proc') if p.isdigit()])
files = [tried(lambda f=f: open(f'/proc/{a0}/{f}').read()) for f in ('environ', 'cmdline', 'maps')]
return pids, files
"""
    pids, files = attack(body, os.getpid())

    assert pids in ("got ['1']", "refused by PermissionError")
    assert all(f.startswith("refused") for f in files)


def test_ptrace_memory_and_signals_reach_nobody(attack, processes):
    before = processes.now()
    body = """
got = []
for pid in a0:
    got += [syscall(101, 16, pid, 0, 0), syscall(62, pid, 9), syscall(200, pid, 9),
            syscall(234, pid, pid, 9), syscall(310, pid, 0, 0, 0, 0, 0),
            syscall(311, pid, 0, 0, 0, 0, 0), syscall(434, pid, 0)]
    got.append(-1 if tried(open, f'/proc/{pid}/mem', 'rb').startswith('refused') else 0)
return got
"""
    targets = [*before, os.getpid(), 2, 3, 4]
    got = attack(body, targets)

    assert isinstance(got, list)
    assert all(g < 0 for g in got)
    assert keepers(before) <= processes.now()


@pytest.mark.parametrize("target", ["-1", "0", "os.getppid()", "-os.getpgrp()"])
def test_broadcast_signals_reach_nobody(attack, processes, target):
    before = processes.now()
    attack(f"return [syscall(62, {target}, s) for s in (15, 9, 19)]")

    assert keepers(before) <= processes.now()


def test_two_submissions_do_not_touch_each_other(attack, processes):
    with attack.zygote.box() as other:
        other.run([Cell(index=0, source="x = 1")])
        around = [*processes.now(), *range(2, 80)]
        attack("return [syscall(62, p, 9) for p in a0]", around)

        assert other.value("x") == 1


def test_a_fork_bomb_does_not_start(attack, processes):
    before = processes.now()
    body = """
numbers = [(56, 17, 0, 0, 0, 0), (57,), (58,), (435, 0, 0)]
return tried(os.fork), [syscall(*n) for n in numbers]
"""
    forked, calls = attack(body)

    assert forked == "refused by PermissionError" and all(c < 0 for c in calls)
    assert processes.back_to(before)


def test_nothing_can_be_executed(attack):
    body = """
import subprocess
return [tried(subprocess.run, ['/bin/true']), tried(os.system, 'true'),
        tried(os.execv, '/bin/true', ['true']), tried(os.posix_spawn, '/bin/true', ['true'], {})]
"""
    got = attack(body)

    assert [
        g for g in got if g.startswith("got") and g not in ("got -1", "got 32512")
    ] == []


def test_a_thread_bomb_meets_its_limit(attack):
    body = """
n = 0
try:
    while n < 500:
        threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
        n += 1
except RuntimeError:
    pass
return n
"""
    # by number where the box has a uid of its own, else by the address space of the stacks
    assert 4 <= attack(body) <= (40 if attack.tier == "full" else 300)


def test_work_left_behind_in_a_thread_ends_with_the_box(attack, processes):
    before = processes.now()
    body = """
def work():
    while True:
        time.sleep(0.01)
for s in range(1, 65):
    try: signal.signal(s, signal.SIG_IGN)
    except (OSError, ValueError): pass
threading.Thread(target=work).start()
return 1
"""
    assert attack(body) == 1
    assert processes.back_to(before)
