"""Who descends from whom, as /proc tells: living processes only."""

from collections import defaultdict
from pathlib import Path


def children():
    """Return the pids of the living children of every process."""
    found = defaultdict(list)
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (entry / "stat").read_text().rsplit(")", 1)[1].split()[:2]
        except OSError:
            continue
        if state != "Z":
            found[int(parent)].append(int(entry.name))
    return found


def descendants(of):
    """Return the pids of all living descendants of a process."""
    tree, found, todo = children(), set(), [of]
    while todo:
        own = tree[todo.pop()]
        found.update(own)
        todo += own
    return found


def words(pid):
    """Return the command line of a process, empty if it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
