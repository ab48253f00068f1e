"""Turn the calling process into a jail: namespaces, mounts, limits, Landlock, seccomp.

Runs inside the sandbox before any line of the student's, standard library only, system calls
by ctypes, by number where libc may not know them yet (those are the same on all machines).
Each function is one layer and raises OSError if the kernel refuses it.
"""

import ctypes
import os
import resource
import struct

_libc = ctypes.CDLL(None, use_errno=True)

_CLONE_NEWNS, _CLONE_NEWUTS, _CLONE_NEWIPC = 0x20000, 0x4000000, 0x8000000
_CLONE_NEWUSER, _CLONE_NEWPID, _CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 1, 2, 4, 8
_MS_REC, _MS_PRIVATE = 0x4000, 1 << 18
_PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 4, 22, 38
_SYS_CLOSE_RANGE = 436
_SYS_LANDLOCK_CREATE, _SYS_LANDLOCK_ADD, _SYS_LANDLOCK_RESTRICT = 444, 445, 446


def _checked(result: int, what: str) -> int:
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")
    return result


def _prctl(option: int, value: int, pointer: bytes | None = None) -> int:
    return int(_libc.prctl(option, value, pointer if pointer is not None else 0, 0, 0))


def set_dumpable(dumpable: bool) -> None:
    """Allow or forbid ptrace and /proc/<pid>/mem on this process."""
    _checked(_prctl(_PR_SET_DUMPABLE, int(dumpable)), "PR_SET_DUMPABLE")


def close_from(first: int) -> None:
    """Close every descriptor >= first, whoever opened it."""
    _checked(_libc.syscall(_SYS_CLOSE_RANGE, first, 0xFFFFFFFF, 0), "close_range")


def flush_c_streams() -> None:
    """Write out what C code has printed into libc's buffers."""
    _libc.fflush(None)


def unshare_namespaces() -> list[str]:
    """New namespaces for the next fork: pid, mount, ipc, uts, net, and user unless root.

    Root needs no user namespace and is better without: the kernel exempts global uid 0 from
    RLIMIT_NPROC, so root takes a real uid per box instead (`drop_privileges`).
    """
    uid, gid = os.getuid(), os.getgid()
    names = ["pid", "mount", "ipc", "uts", "net"]
    flags = _CLONE_NEWPID | _CLONE_NEWNS | _CLONE_NEWIPC | _CLONE_NEWUTS | _CLONE_NEWNET
    if uid != 0:
        names.append("user")
        flags |= _CLONE_NEWUSER
    _checked(_libc.unshare(flags), "unshare")
    if uid != 0:
        set_dumpable(
            True
        )  # the files of /proc/self of a non-dumpable process belong to root
        for name, text in (
            ("setgroups", "deny"),
            ("uid_map", f"1000 {uid} 1"),
            ("gid_map", f"1000 {gid} 1"),
        ):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)
    return names


def _mount(
    source: str | None, target: str, kind: str | None, flags: int, data: str
) -> None:
    encoded = [None if s is None else s.encode() for s in (source, target, kind)]
    result = _libc.mount(*encoded, ctypes.c_ulong(flags), data.encode() or None)
    _checked(result, f"mount {target}")


def mount_private(scratch: str, scratch_bytes: int) -> str:
    """Mount a scratch file system and a /proc of our own; return how /proc was hidden."""
    quiet = _MS_NOSUID | _MS_NODEV | _MS_NOEXEC
    _mount(None, "/", None, _MS_REC | _MS_PRIVATE, "")
    _mount(
        "tmpfs", scratch, "tmpfs", quiet, f"size={scratch_bytes},nr_inodes=2048,mode=0777"
    )
    try:
        _mount("proc", "/proc", "proc", quiet, "")
        return "proc"
    except (
        OSError
    ):  # in a container that masks parts of /proc; then none at all is safe too
        _mount("tmpfs", "/proc", "tmpfs", quiet | _MS_RDONLY, "size=4096,mode=0555")
        return "noproc"


def set_limits(
    memory_bytes: int, cpu_seconds: int, file_bytes: int, threads: int | None
) -> None:
    """Set rlimits. Without fork they bound the whole submission, so no cgroup is needed.

    Args:
        memory_bytes: address space beyond what is mapped now.
        cpu_seconds: CPU time of the process.
        file_bytes: size of a file.
        threads: the kernel counts threads by user, so this is None where the box shares its
            uid with others (their threads would count); then their stacks, of address
            space, are the bound.
    """
    with open("/proc/self/statm") as file:
        mapped = int(file.read().split()[0]) * resource.getpagesize()
    for what, bound in (
        (resource.RLIMIT_AS, mapped + memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        resource.setrlimit(what, (bound, bound))
    if threads is not None:
        resource.setrlimit(resource.RLIMIT_NPROC, (threads, threads))


def drop_privileges(uid: int | None) -> None:
    """Become `uid` (root only), lose every capability, and gain none by any exec."""
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    header = struct.pack("<Ii", 0x20080522, 0)
    _checked(_libc.capset(header, bytes(24)), "capset")
    _checked(_prctl(_PR_SET_NO_NEW_PRIVS, 1), "no_new_privs")


# Landlock access rights, by bit: 0 execute, 1 write file, 2 read file, 3 read directory, 4-12
# remove and make, 13 refer, 14 truncate, 15 ioctl of devices.
_READ = 0b1100
_FILE_RIGHTS = 1 << 1 | 1 << 2 | 1 << 14
_NEVER = (
    1 << 0 | 1 << 6 | 1 << 9 | 1 << 10 | 1 << 11
)  # execute; char, sock, fifo, block nodes


def restrict_files(readable: list[str], writable: list[str]) -> int:
    """Landlock: read below `readable`, write below `writable`, nothing else anywhere.

    It holds where namespaces are not to be had, and holds a second time where they are. From
    ABI 4 it also refuses TCP, from ABI 6 signals and abstract sockets to the outside.

    Returns:
        The Landlock ABI of this kernel, 0 if it has none (then nothing was restricted).
    """
    abi = int(_libc.syscall(_SYS_LANDLOCK_CREATE, None, 0, 1))
    if abi < 1:
        return 0
    handled = (1 << (13 if abi == 1 else 14 if abi == 2 else 15 if abi < 5 else 16)) - 1
    net, scope = (3 if abi >= 4 else 0), (3 if abi >= 6 else 0)
    size = 8 if abi < 4 else 16 if abi < 6 else 24
    attributes = struct.pack("<QQQ", handled, net, scope)[:size]
    rules = _checked(_libc.syscall(_SYS_LANDLOCK_CREATE, attributes, size, 0), "landlock")
    for paths, rights in ((readable, _READ), (writable, handled & ~_NEVER)):
        for path in paths:
            _allow_below(rules, path, rights)
    _checked(_libc.syscall(_SYS_LANDLOCK_RESTRICT, rules, 0), "landlock_restrict_self")
    os.close(rules)
    return abi


def _allow_below(rules: int, path: str, rights: int) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what does not exist needs no permission
    if not os.path.isdir(path):
        rights &= _FILE_RIGHTS
    rule = struct.pack("<Qi", rights, fd)
    _checked(_libc.syscall(_SYS_LANDLOCK_ADD, rules, 1, rule, 0), f"landlock rule {path}")
    os.close(fd)


def install_filter(program: bytes) -> None:
    """Install a compiled seccomp filter (see `policy`); it cannot be taken off again."""
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("@HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    _checked(_prctl(_PR_SET_SECCOMP, 2, header), "seccomp")
