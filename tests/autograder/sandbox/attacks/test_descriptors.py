"""Tries what descriptors give: inherited ones, passed ones, the socket of the grader."""

import os

from autograder.sandbox import wire


def test_only_four_descriptors_are_inherited(attack):
    got = attack("return [i for i in range(64) if tried(os.fstat, i).startswith('got')]")

    assert got == [0, 1, 2, 3]


def test_standard_input_is_empty_and_the_pipes_cannot_be_read(attack):
    body = "return os.read(0, 10), tried(os.read, 1, 10), tried(os.write, 0, b'x')"

    assert attack(body) == (b"", "refused by OSError", "refused by OSError")


def test_descriptors_pushed_at_the_grader_are_not_kept(attack):
    before = len(os.listdir("/proc/self/fd"))
    body = """
s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, 3)
fds = [os.open('/dev/null', 0) for _ in range(20)]
socket.send_fds(s, [a0], fds)
s.detach()
time.sleep(0.3)
"""
    assert attack(body, wire.pack(("ok", 2, "here"))) == "here"
    assert len(os.listdir("/proc/self/fd")) == before


def test_no_descriptor_leads_out_of_the_box(attack):
    body = """
got = []
for fd in range(4):
    for path in ('.', '..', 'solutions'):
        got.append(tried(os.open, path, os.O_RDONLY, dir_fd=fd))
return got
"""
    assert all(g == "refused by NotADirectoryError" for g in attack(body))
