"""Tries to write, rename, link or change modes outside the scratch folder."""

import pytest

PATHS = [
    "/env/x",
    "/usr/x",
    "/x",
    "/box/x",
    "/dev/x",
    "/etc/x",
    "/proc/x",
    "/usr/bin/x",
    "/lib/x",
]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_can_be_made(attack, path):
    body = "return [tried(open, a0, 'w'), tried(os.mkdir, a0), tried(os.symlink, '/x', a0)]"

    assert all(g.startswith("refused") for g in attack(body, path))


def test_what_is_there_cannot_be_changed(attack):
    body = """
files = [np.__file__, sys.executable, '/box/autograder/sandbox/wire.py', '/dev/null', '/usr/bin/env']
got = []
for f in files:
    got += [tried(os.unlink, f), tried(os.rename, f, f + '2'), tried(os.chmod, f, 0o777),
            tried(os.link, f, 'hard'), tried(os.truncate, f, 0)]
    if f != '/dev/null':
        got.append(tried(open, f, 'r+'))
return [g for g in got if g.startswith('got')]
"""
    assert attack(body) == []


def test_devices_and_pipes_cannot_be_made(attack):
    body = "return [tried(os.mknod, 'd', 0o20666, os.makedev(1, 1)), tried(os.mkfifo, 'p')]"

    assert all(g.startswith("refused") for g in attack(body))
