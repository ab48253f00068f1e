"""Python as an ordinary user, in a mount namespace that shows that user the interpreter."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534

needs_root = pytest.mark.skipif(
    os.getuid() != 0 or not shutil.which("setpriv") or not shutil.which("unshare"),
    reason="only root can become another user",
)


def as_nobody(*arguments: str) -> subprocess.CompletedProcess:
    """Run Python as an ordinary user who can read the interpreter, wherever root keeps it."""
    base = os.path.realpath(sys.base_prefix)
    home = "/" + base.split("/")[1]
    show = ""
    if home in ("/root", "/home"):
        show = (
            f"mount --bind {base} /mnt && mount -t tmpfs -o mode=755 tmpfs {home} && "
            f"mkdir -p {base} && mount --move /mnt {base} && "
        )
    become = f'exec setpriv --reuid {NOBODY} --regid {NOBODY} --clear-groups "$@"'
    script = f"{show} cd / && {become}"
    return subprocess.run(
        [
            "unshare",
            "-m",
            "--propagation",
            "private",
            "sh",
            "-c",
            script,
            "sh",
            sys.executable,
            *arguments,
        ],
        env={
            "PYTHONPATH": str(ROOT),
            "PATH": os.environ["PATH"],
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
