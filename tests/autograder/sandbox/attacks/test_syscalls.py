"""Tries every door of the kernel that has had a hole, by number, past libc and Python.

Each must be refused with EPERM by the filter (ENOSYS where libc has a fallback).
"""

import errno
import platform

import pytest

from autograder.errors import Crashed

pytestmark = pytest.mark.skipif(platform.machine() != "x86_64", reason="numbers of x86-64")

DOORS = {
    "io_uring_setup": (425, 8, 0), "userfaultfd": (323, 0), "userfaultfd user": (323, 1),
    "bpf": (321, 0, 0, 0), "keyctl": (250, 0, -3, 0), "add_key": (248, 0, 0, 0, 0, -3),
    "request_key": (249, 0, 0, 0, 0), "mount": (165, b"tmpfs", b"/scratch", b"tmpfs", 0, 0),
    "umount": (166, b"/scratch", 2), "unshare user": (272, 0x10000000),
    "unshare files": (272, 0x20000), "setns": (308, 0, 0), "pivot_root": (155, b"/", b"/"),
    "chroot": (161, b"/"), "perf_event_open": (298, 0, 0, 0, 0, 0),
    "open_by_handle_at": (304, 0, 0, 0), "name_to_handle_at": (303, -100, b"/", 0, 0, 0),
    "memfd_create": (319, b"x", 0), "memfd_secret": (447, 0), "execve": (59, 0, 0, 0),
    "execveat": (322, -100, b"/bin/true", 0, 0, 0), "process_vm_readv": (310, 1, 0, 0, 0, 0, 0),
    "process_vm_writev": (311, 1, 0, 0, 0, 0, 0), "pidfd_open": (434, 1, 0),
    "pidfd_getfd": (438, 3, 0, 0), "pidfd_send_signal": (424, 3, 9, 0, 0),
    "fanotify_init": (300, 0, 0), "inotify_init1": (294, 0), "personality": (135, 0x40000),
    "ptrace": (101, 0, 0, 0, 0), "seccomp": (317, 1, 0, 0), "setuid": (105, 0),
    "capset": (126, 0, 0), "prctl dumpable": (157, 4, 1), "prctl pdeathsig": (157, 1, 0),
    "prctl keepcaps": (157, 8, 1), "prctl seccomp": (157, 22, 1), "shmget": (29, 1, 4096, 0o1600),
    "msgget": (68, 1, 0o1600), "semget": (64, 1, 1, 0o1600),
    "mq_open": (240, b"q", 0o102, 0o600, 0), "kexec_load": (246, 0, 0, 0, 0),
    "init_module": (175, 0, 0, b""), "finit_module": (313, 0, b"", 0), "reboot": (169, 0, 0, 0, 0),
    "swapon": (167, 0, 0), "acct": (163, 0), "sethostname": (170, b"x", 1),
    "settimeofday": (164, 0, 0), "clock_settime": (227, 0, 0), "adjtimex": (159, 0),
    "modify_ldt": (154, 0, 0, 0), "iopl": (172, 3), "ioperm": (173, 0, 1, 1),
    "syslog": (103, 3, 0, 0), "socket": (41, 2, 1, 0), "socket alg": (41, 38, 5, 0),
    "bind": (49, 3, 0, 0), "connect": (42, 3, 0, 0), "listen": (50, 3, 1), "accept4": (288, 3, 0, 0, 0),
    "setsockopt": (54, 3, 1, 2, 0, 0), "clone process": (56, 17, 0, 0, 0, 0),
    "clone new user": (56, 0x10000011, 0, 0, 0, 0), "clone thread in new user": (56, 0x10010000, 0, 0, 0, 0),
    "fork": (57,), "vfork": (58,), "clone3": (435, 0, 0), "openat2": (437, -100, b"/", 0, 24),
    "fsopen": (430, b"tmpfs", 0), "fsmount": (432, 0, 0, 0), "open_tree": (428, -100, b"/", 1),
    "move_mount": (429, -1, 0, -1, 0, 0), "mount_setattr": (442, -1, 0, 0, 0, 0),
    "landlock": (444, 0, 0, 1), "ioctl TIOCSTI": (16, 0, 0x5412, b"x"), "ioctl ns": (16, 0, 0xB701, 0),
    "vmsplice": (278, 0, 0, 0, 0), "splice": (275, 0, 0, 0, 0, 0, 0), "tee": (276, 0, 0, 0, 0),
    "setdomainname": (171, b"x", 1), "setrlimit": (160, 7, 0), "prlimit64 set": (302, 0, 7, 1, 0),
    "setpriority": (141, 0, 0, -20), "sched_setscheduler": (144, 0, 1, 0), "ioprio_set": (251, 1, 0, 0),
    "mbind": (237, 0, 0, 0, 0, 0, 0), "migrate_pages": (256, 0, 0, 0, 0), "move_pages": (279, 0, 0, 0, 0, 0, 0),
    "kcmp": (312, 1, 1, 0, 0, 0), "quotactl": (179, 0, 0, 0, 0), "nfsservctl": (180, 0, 0, 0),
    "lookup_dcookie": (212, 0, 0, 0), "chown": (92, b".", 0, 0), "setxattr": (188, b".", b"user.x", b"", 0, 0),
    "mknod": (133, b"d", 0o20666, 259), "setsid": (112,), "setpgid": (109, 0, 0),
    "tkill": (200, 1, 0), "rt_sigqueueinfo": (129, 1, 0, 0), "timer_create": (222, 0, 0, 0),
    "uselib": (134, b"x"), "map_shadow_stack": (453, 0, 0, 0), "cachestat": (451, 0, 0, 0, 0),
    "process_madvise": (440, 0, 0, 0, 0, 0), "process_mrelease": (448, 0, 0), "futex_waitv": (449, 0, 0, 0, 0, 0),
    "a call of next year": (480, 0), "a call of the far future": (100_000, 0),
}  # fmt: skip


def test_every_door_is_shut(attack):
    body = "return {name: syscall(*call) for name, call in a0.items()}"
    got = attack(body, DOORS)

    assert isinstance(got, dict), got
    wrong = {k: v for k, v in got.items() if v not in (-errno.EPERM, -errno.ENOSYS)}
    assert wrong == {}
    assert {k for k, v in got.items() if v == -errno.ENOSYS} == {"clone3", "openat2"}


@pytest.mark.parametrize("number", [0x40000000 + 39, 0x40000000 + 59])
def test_numbers_of_a_foreign_architecture_end_the_process(attack, number):
    assert isinstance(attack(f"return syscall({number}, 0, 0, 0)"), Crashed)


def test_the_i386_entry_is_shut(attack):
    """`int 0x80` reaches the 32-bit table, where the same numbers mean other calls."""
    body = """
import mmap
code = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, 7)
code.write(bytes.fromhex('b814000000cd80c3'))  # mov eax, 20 (getpid); int 0x80; ret
run = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
return run()
"""
    assert isinstance(attack(body), Crashed)
