"""What the sandbox can see: the tiers, the bubblewrap command, the files that are let in.

Default deny: the box gets /usr, the Python environment (as /env), the base interpreter, four
harmless devices and the few files of this package that run inside. The folder of the course,
/home, /etc, /run and /var are not hidden in it: they do not exist there.
"""

import os
import shutil
import sys
import sysconfig
import tempfile
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

HERE = Path(__file__).resolve().parent
INSIDE_FILES = ("wire.py", "jail.py", "zygote.py", "server.py", "notebook.py")
PRIVATE_PACKAGES = ("course_lib", "autograder", "graders", "solutions", "source")
_DEVICES = ("null", "zero", "random", "urandom")
_LINKS = ("lib", "lib64", "lib32", "bin")
_ZYGOTE_SCRATCH_BYTES = 256 << 20


@dataclass(frozen=True, kw_only=True)
class Tier:
    """How strong the isolation is, from what the machine allows.

    Args:
        name: full, flat, landlock or none.
        wrapped: the zygote runs inside bubblewrap.
        namespaces: each submission gets namespaces of its own.
        filtered: Landlock and seccomp are on.
        required: layers without which a box of this tier is a fault.
    """

    name: str
    wrapped: bool
    namespaces: bool
    filtered: bool
    required: frozenset[str]


TIERS = {
    tier.name: tier
    for tier in (
        Tier(
            name="full",
            wrapped=True,
            namespaces=True,
            filtered=True,
            required=frozenset(
                {"bwrap", "pid", "mount", "ipc", "uts", "net", "seccomp"}
            ),  # Landlock too where the kernel has it; here it is the second wall
        ),
        Tier(
            name="flat",
            wrapped=True,
            namespaces=False,
            filtered=True,
            required=frozenset({"bwrap", "landlock", "seccomp"}),
        ),
        Tier(
            name="landlock",
            wrapped=False,
            namespaces=False,
            filtered=True,
            required=frozenset({"landlock", "seccomp"}),
        ),
        Tier(
            name="none",
            wrapped=False,
            namespaces=False,
            filtered=False,
            required=frozenset(),
        ),
    )
}

ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",  # a zygote with a second thread hangs in its children
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "KMP_INIT_AT_FORK": "FALSE",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",  # the same submission iterates over its sets in the same order
    "MPLBACKEND": "agg",
    "TORCHDYNAMO_DISABLE": "1",  # torch.compile would run a C++ compiler; now it does nothing
    "LANG": "C.UTF-8",
    "PATH": "/usr/bin:/bin",
    "USER": "student",  # there is no /etc/passwd to ask
}


class Launch:
    """One way to start a zygote: the staged files, the command, what a box may read.

    Args:
        tier: which tier.
    """

    def __init__(self, tier: Tier) -> None:
        self.tier = tier
        self.root = os.geteuid() == 0
        self._stage = tempfile.mkdtemp(prefix="mpdl-box-")
        # not TemporaryDirectory: a forked process that exits would remove it under us
        self._remove = weakref.finalize(self, _remove, self._stage, os.getpid())

    def close(self) -> None:
        """Remove the staged files."""
        self._remove()

    @cached_property
    def staged(self) -> str:
        """A folder with copies of the few files that run inside, importable as a package.

        Copies, because student code can read what is bound: the folder itself also holds the
        trusted half. Empty `__init__` files keep any other `autograder` from being found.
        """
        top = Path(self._stage, "box")
        package = top / "autograder" / "sandbox"
        package.mkdir(parents=True)
        for folder in (package, package.parent):
            (folder / "__init__.py").touch()
        for name in INSIDE_FILES:
            shutil.copyfile(HERE / name, package / name)
        for path in (top.parent, top, *top.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        return str(top)

    @cached_property
    def _binds(self) -> list[tuple[str, str]]:
        base, prefix = os.path.realpath(sys.base_prefix), os.path.realpath(sys.prefix)
        binds = [("/usr", "/usr")]
        if prefix != base:
            binds.append((prefix, "/env"))
        if not base.startswith("/usr/"):
            # under both names: links in the environment may use either
            binds += [(base, inside) for inside in sorted({base, sys.base_prefix})]
        if os.path.exists("/etc/ld.so.cache"):
            binds.append(("/etc/ld.so.cache", "/etc/ld.so.cache"))
        return [*binds, (self.staged, "/box")]

    @property
    def readable(self) -> list[str]:
        """The paths a box may read below, as the box sees them (Landlock)."""
        devices = [f"/dev/{name}" for name in _DEVICES]
        links = [f"/{name}" for name in _LINKS]
        paths = [
            inside if self.tier.wrapped else outside for outside, inside in self._binds
        ]
        if self.tier.namespaces:
            paths.append("/proc")  # its own; elsewhere /proc shows others' processes
        return [*paths, *devices, *links]

    @property
    def scratch(self) -> str | None:
        """Where boxes may write: memory in bubblewrap; without it nothing can bound the size."""
        return {"landlock": None, "none": self._stage}.get(self.tier.name, "/scratch")

    def command(self, control_fd: int) -> list[str]:
        """Return the command line of the zygote."""
        python = sys.executable
        if self.tier.wrapped and os.path.realpath(sys.prefix) != os.path.realpath(
            sys.base_prefix
        ):
            python = f"/env/bin/{os.path.basename(sys.executable)}"
        start = [python, "-sPB", "-m", "autograder.sandbox.zygote", str(control_fd)]
        return [*self._bwrap(), "--", *start] if self.tier.wrapped else start

    def environment(self) -> dict[str, str]:
        """Return the environment of the zygote; nothing of ours is in it."""
        if self.tier.wrapped:
            home, path = "/scratch", "/box"
        else:  # the zygote's own folder, beside the one that boxes may read
            home, path = self._stage, self.staged
        return ENVIRONMENT | {"HOME": home, "TMPDIR": home, "PYTHONPATH": path}

    def _bwrap(self) -> list[str]:
        command = [shutil.which("bwrap") or "bwrap"]
        for what in ("pid", "net", "ipc", "uts", "cgroup-try"):
            command.append(f"--unshare-{what}")
        command += ["--hostname", "box", "--die-with-parent", "--new-session"]
        command += ["--cap-drop", "ALL"]  # as root bwrap would keep them all
        command += self._privileges()
        command += ["--size", str(_ZYGOTE_SCRATCH_BYTES), "--tmpfs", "/scratch"]
        command += self._files()
        command += ["--proc", "/proc", "--remount-ro", "/", "--chdir", "/"]
        return command

    def _privileges(self) -> list[str]:
        if not self.root:
            return ["--unshare-user", "--uid", "1000", "--gid", "1000"]
        # to make namespaces without a user namespace, and to give each box a uid of its own
        names = ["SYS_ADMIN"] if self.tier.namespaces else ["DAC_OVERRIDE"]
        names += ["SETUID", "SETGID", "CHOWN"]
        return [word for name in names for word in ("--cap-add", f"CAP_{name}")]

    def _files(self) -> list[str]:
        words: list[str] = []
        for folder in _parents([inside for _, inside in self._binds]):
            words += ["--perms", "0755", "--dir", folder]  # bwrap would make it 0700
        for outside, inside in self._binds:
            words += ["--ro-bind", outside, inside]
        for path in self._masked():
            words += ["--perms", "0755", "--tmpfs", path]
        for link in _LINKS:
            if os.path.islink(f"/{link}"):
                words += ["--symlink", os.readlink(f"/{link}"), f"/{link}"]
            elif os.path.isdir(f"/{link}"):
                words += ["--ro-bind", f"/{link}", f"/{link}"]
        words += ["--perms", "0755", "--dir", "/dev"]
        for name in _DEVICES:  # not --dev: its tmpfs would be shared by all submissions
            words += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
        words += ["--symlink", "/scratch", "/dev/shm"]
        if not any(inside.startswith("/tmp") for _, inside in self._binds):
            words += ["--symlink", "scratch", "/tmp"]
        return words

    def _masked(self) -> list[str]:
        """Installed copies of the course: the answer key must not enter with the libraries."""
        found = private_folders()
        inside = []
        for folder in found:
            for outside, bound in self._binds:
                if folder.startswith(outside + "/"):
                    inside.append(bound + folder[len(outside) :])
        return sorted(set(inside))


def _remove(folder: str, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def private_folders() -> list[str]:
    """Return the folders of the environment that hold an installed copy of the course."""
    paths = sysconfig.get_paths()
    found = []
    for library in {paths["purelib"], paths["platlib"]}:
        for name in PRIVATE_PACKAGES:
            folder = os.path.join(os.path.realpath(library), name)
            if os.path.isdir(folder):
                found.append(folder)
    return sorted(found)


def _parents(paths: Sequence[str]) -> list[str]:
    """Every folder above the given paths, outer ones first."""
    found = {str(p) for path in paths for p in Path(path).parents} - {"/"}
    return sorted(found, key=lambda p: (p.count("/"), p))


def why_not(tier: Tier) -> str:
    """Return why this tier cannot work here as far as one sees without trying, or ''."""
    if sys.platform != "linux":
        return "it needs Linux"
    if tier.wrapped and shutil.which("bwrap") is None:
        return "bubblewrap is not installed (apt-get install bubblewrap)"
    if tier.name == "landlock":
        if private_folders():
            return f"the course is installed in the environment: {private_folders()[0]}"
        if os.geteuid() == 0 and not _others_can_enter(sys.base_prefix):
            return f"as root, boxes run as another user, who cannot read {sys.base_prefix}"
    return ""


def _others_can_enter(folder: str) -> bool:
    path = Path(folder).resolve()
    return all(p.stat().st_mode & 0o005 == 0o005 for p in (path, *path.parents))
