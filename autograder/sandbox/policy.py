"""Which system calls a submission may make, compiled to BPF with libseccomp.

An allow-list: what is not named fails with EPERM, so a call the kernel gains next year is
closed already. Absent on purpose: fork and exec (no bombs, no daemons, and then limits of a
process are limits of a submission); socket, connect, bind (socketpair stays: asyncio needs
it); ptrace, process_vm_*, pidfd_* ; memfd_create and System V memory (memory that RLIMIT_AS
does not count, or that outlives the box); mount, unshare, setns, chroot; io_uring, bpf,
keyctl, userfaultfd, perf_event_open (where kernels have had their holes); setrlimit.

The trusted process compiles, the jail only installs the bytes: pyseccomp runs ldconfig when
it is imported, which a jail cannot.
"""

import errno
import os
from functools import cache

_ALLOWED = """
read write readv writev pread64 pwrite64 preadv pwritev close close_range lseek
fstat stat lstat newfstatat statx access faccessat faccessat2 open openat
readlink readlinkat getdents getdents64 getcwd chdir fchdir dup dup2 dup3 fcntl flock
ftruncate truncate fallocate fsync fdatasync mkdir mkdirat rmdir unlink unlinkat
rename renameat renameat2 chmod fchmod fchmodat umask utimensat link linkat
symlink symlinkat statfs fstatfs copy_file_range sendfile fadvise64
mmap munmap mprotect mremap madvise msync mincore brk membarrier rseq
pipe pipe2 socketpair sendto recvfrom sendmsg recvmsg shutdown getsockopt
poll ppoll select pselect6 epoll_create1 epoll_ctl epoll_wait epoll_pwait
eventfd2 timerfd_create timerfd_settime timerfd_gettime
rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend
sigaltstack setitimer getitimer alarm pause
futex set_robust_list get_robust_list set_tid_address gettid exit exit_group
restart_syscall arch_prctl nanosleep clock_nanosleep clock_gettime clock_getres
gettimeofday time times getrusage sched_yield sched_getaffinity sched_setaffinity
sched_getparam sched_getscheduler getcpu getpriority
getpid getppid getuid geteuid getgid getegid getgroups getresuid getresgid
getpgid getpgrp getsid getrlimit sysinfo uname getrandom wait4 waitid
"""
ALLOWED = tuple(_ALLOWED.split())

_CLONE_THREAD = 0x10000
_CLONE_NEW_ANYTHING = 0x7E020080  # CLONE_NEW{NS,CGROUP,UTS,IPC,USER,PID,NET} and NEWTIME
_TERMINAL_QUERIES = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
_PR_SET_NAME, _PR_GET_NAME, _PR_SET_VMA = 15, 16, 0x53564D41


@cache
def compiled(own_pid: int | None) -> bytes:
    """Return the BPF program.

    Args:
        own_pid: the pid a submission sees as its own, if known (1 in its own namespace): it may
            signal that one, as `abort` and `raise` do. None: it may signal nothing.
    """
    import pyseccomp as seccomp

    arg, equal = seccomp.Arg, seccomp.EQ
    allowed = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
    for name in ALLOWED:
        allowed.add_rule(seccomp.ALLOW, name)
    thread_only = arg(
        0, seccomp.MASKED_EQ, _CLONE_NEW_ANYTHING | _CLONE_THREAD, _CLONE_THREAD
    )
    allowed.add_rule(seccomp.ALLOW, "clone", thread_only)
    # glibc tries these first and falls back; their arguments lie behind a pointer, unseen
    allowed.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    allowed.add_rule(seccomp.ERRNO(errno.ENOSYS), "openat2")
    allowed.add_rule(
        seccomp.ALLOW, "prlimit64", arg(2, equal, 0)
    )  # read a limit, never set
    for option in (_PR_SET_NAME, _PR_GET_NAME):
        allowed.add_rule(seccomp.ALLOW, "prctl", arg(0, equal, option))
    allowed.add_rule(seccomp.ERRNO(errno.EINVAL), "prctl", arg(0, equal, _PR_SET_VMA))
    for request in _TERMINAL_QUERIES:
        allowed.add_rule(seccomp.ALLOW, "ioctl", arg(1, equal, request))
    if own_pid is not None:
        allowed.add_rule(seccomp.ALLOW, "kill", arg(0, equal, own_pid))
        allowed.add_rule(seccomp.ALLOW, "tgkill", arg(0, equal, own_pid))
    with os.fdopen(os.memfd_create("bpf"), "w+b") as file:
        allowed.export_bpf(file)
        file.seek(0)
        return file.read()
