"""One zygote a tier for the whole session: starting one takes seconds, a box milliseconds.

As root the attacks are tried in the tier that root always has, full; as an ordinary user in
full, flat and landlock, and `test_tiers.py` runs them a second time as an ordinary user. So
all are tried in every tier, whoever runs the tests.
"""

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from process_tree import descendants

from autograder.errors import SandboxFault, StudentFault
from autograder.sandbox.box import Box, Cell, Limits, Zygote

TIERS = ("full",) if os.getuid() == 0 else ("full", "flat", "landlock")
if "MPDL_TEST_TIERS" in os.environ:  # for a person who wants to see one tier
    TIERS = tuple(os.environ["MPDL_TEST_TIERS"].split(","))

PRELUDE = """
import ctypes, errno, os, signal, socket, struct, sys, threading, time
import numpy as np
_libc = ctypes.CDLL(None, use_errno=True)

def syscall(number, *args):
    "The result, or minus the error number."
    ctypes.set_errno(0)
    result = _libc.syscall(number, *args)
    return result if result >= 0 else -ctypes.get_errno()

def tried(f, *args, **kwargs):
    "What came of a call, as text: a value or the name of an exception."
    try:
        return "got " + repr(f(*args, **kwargs))[:300]
    except BaseException as e:
        return "refused by " + type(e).__name__
"""


def indented(body: str) -> str:
    return "".join(f"    {line}\n" for line in body.strip("\n").splitlines())


class Zygotes:
    """Zygotes by tier, started when first asked for."""

    def __init__(self) -> None:
        self._started: dict[str, Zygote | str] = {}

    def __getitem__(self, tier: str) -> Zygote:
        if tier not in self._started:
            try:
                self._started[tier] = Zygote(tier=tier)
            except SandboxFault as e:
                self._started[tier] = str(e)
        found = self._started[tier]
        if isinstance(found, str):
            pytest.skip(found)
        return found

    def close(self) -> None:
        for zygote in self._started.values():
            if isinstance(zygote, Zygote):
                zygote.close()


@pytest.fixture(scope="session")
def zygotes() -> Iterator[Zygotes]:
    found = Zygotes()
    yield found
    found.close()


@pytest.fixture
def zygote(zygotes: Zygotes) -> Zygote:
    """The zygote of the strongest tier."""
    return zygotes["full"]


@pytest.fixture(params=TIERS)
def each_zygote(request: pytest.FixtureRequest, zygotes: Zygotes) -> Zygote:
    """The zygote of each tier in turn."""
    return zygotes[request.param]


@pytest.fixture
def box(zygote: Zygote) -> Iterator[Box]:
    with zygote.box() as box:
        yield box


@pytest.fixture
def notebook(zygote: Zygote) -> Iterator[Callable[..., Box]]:
    """`notebook(*sources, limits=…)` gives a box in which these cells have run."""
    boxes = []

    def make(*sources: str, limits: Limits | None = None) -> Box:
        box = zygote.box(limits)
        boxes.append(box)
        box.run([Cell(index=i, source=s) for i, s in enumerate(sources)])
        return box

    yield make
    for box in boxes:
        box.close()


@pytest.fixture
def attack(each_zygote: Zygote) -> Callable[..., Any]:
    """`attack(body)` runs the body of a function in a fresh box of each tier.

    It returns what the function returned, or the fault that came of it.
    """

    def run(body: str, *args: Any, limits: Limits | None = None) -> Any:
        names = ", ".join(f"a{i}" for i in range(len(args)))
        source = f"{PRELUDE}\ndef attack({names}):\n{indented(body)}"
        with each_zygote.box(limits) as box:
            try:
                (outcome,) = box.run([Cell(index=1, source=source)])
                assert outcome.error is None, outcome.traceback
                return box.call("attack", *args)
            except StudentFault as fault:
                return fault

    run.tier = each_zygote.tier  # type: ignore[attr-defined]
    run.zygote = each_zygote  # type: ignore[attr-defined]
    return run


class Processes:
    """The zygotes and all that they have started, seen from outside."""

    def now(self) -> set[int]:
        return descendants(os.getpid())

    def back_to(self, before: set[int]) -> bool:
        """Whether nothing new is left, soon: a launcher ends just after its last word."""
        for _ in range(500):
            if self.now() <= before:
                return True
            time.sleep(0.01)
        return False


@pytest.fixture
def processes(each_zygote: Zygote) -> Processes:
    return Processes()
