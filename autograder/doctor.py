"""What this machine lacks for grading, and the command that mends each lack."""

import ctypes.util
import os
import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from autograder.course import REPO
from autograder.sandbox.box import available_tiers

TORCH = "2.13.0"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    what: str
    ok: bool
    seen: str
    mend: str = ""
    needed: bool = True
    """False for what only tests or comfort need."""


def examine_machine() -> tuple[Finding, ...]:
    """Look at everything grading needs; never raises for what is missing."""
    looks: tuple[Callable[[], Finding], ...] = (
        _system,
        _python,
        _packages,
        _torch,
        _alembic,
        _bubblewrap,
        _seccomp,
        _chromium,
    )
    return tuple(look() for look in looks) + _tiers()


def _system() -> Finding:
    seen = f"{platform.system()} {platform.release()} {platform.machine()}"
    return Finding(
        what="operating system",
        ok=sys.platform == "linux",
        seen=seen,
        mend="grade on Linux; students may work anywhere",
    )


def _python() -> Finding:
    return Finding(
        what="Python",
        ok=sys.version_info >= (3, 11),
        seen=platform.python_version(),
        mend="install Python 3.11 or newer, then: make setup",
    )


def _packages() -> Finding:
    wrong = []
    for line in (REPO / "requirements.lock").read_text("utf-8").splitlines():
        name, _, version = line.partition("==")
        if not version or name.startswith("#"):
            continue
        try:
            seen = metadata.version(name).split("+")[0]
        except metadata.PackageNotFoundError:
            seen = "missing"
        if seen != version:
            wrong.append(f"{name} {seen} (want {version})")
    return Finding(
        what="locked packages",
        ok=not wrong,
        seen="as in requirements.lock" if not wrong else ", ".join(wrong[:4]),
        mend="rm -rf .venv && make setup",
    )


def _torch() -> Finding:
    try:
        version = metadata.version("torch")
    except metadata.PackageNotFoundError:
        version = "missing"
    return Finding(
        what="torch",
        ok=version.split("+")[0] == TORCH,
        seen=version,
        mend=f"pip install torch=={TORCH}",
    )


def _alembic() -> Finding:
    found = shutil.which("alembic")
    return Finding(
        what="alembic on PATH (nbgrader calls it by name)",
        ok=found is not None,
        seen="found" if found else f"not on PATH={os.environ.get('PATH', '')[:80]}",
        mend=f'export PATH="{Path(sys.prefix) / "bin"}:$PATH"',
    )


def _bubblewrap() -> Finding:
    found = shutil.which("bwrap")
    return Finding(
        what="bubblewrap",
        ok=found is not None,
        seen=found or "not found",
        mend="sudo apt-get install bubblewrap",
    )


def _seccomp() -> Finding:
    found = ctypes.util.find_library("seccomp")
    return Finding(
        what="libseccomp",
        ok=found is not None,
        seen=found or "not found",
        mend="sudo apt-get install libseccomp2",
    )


def _chromium() -> Finding:
    found = shutil.which("chromium")
    return Finding(
        what="Chromium (browser tests, printed pages)",
        ok=found is not None,
        seen=found or "not found",
        mend="sudo apt-get install chromium",
        needed=False,
    )


def _tiers() -> tuple[Finding, ...]:
    """Say which isolation this machine gives; one that is fit for grading is enough."""
    tiers = available_tiers()
    best = next((t for t in ("full", "flat") if not tiers.get(t, "unknown")), "")
    out = []
    for tier, reason in tiers.items():
        fit = tier in ("full", "flat")
        out.append(
            Finding(
                what=f"isolation tier '{tier}'",
                ok=not reason,
                seen=reason or "works",
                mend="docs/how-to/isolation.md says what an administrator can do",
                needed=fit and not best,
            )
        )
    return tuple(out)
