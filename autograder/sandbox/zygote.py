"""The fork server: import the heavy modules once, then turn each request into a jailed child.

Importing torch takes seconds and forking takes milliseconds, so one process imports and every
submission is a fork of it. The zygote only imports and never computes: a process whose OpenMP
or autograd threads have started hangs in its children. It checks that it has one thread.

A request is one SEQPACKET message that brings its own descriptors: the socket of the calls,
the pipes for stdout and stderr, and the status socket on which the *launcher* of this one
submission answers. Nothing comes back on the shared socket, so that any process that holds
it (a forked worker of a grader) may ask, and none can take another's answer.

::

    zygote ──fork──▶ launcher ──fork──▶ jail, then server.serve
                     outside the jail: makes the namespaces, tells the grader
                     "the jail stands: these layers" with a pidfd, waits for the end
"""

import base64
import contextlib
import gc
import importlib
import json
import os
import select
import shutil
import signal
import socket
import sys
import time
import traceback
from typing import Any, NoReturn

from autograder.sandbox import jail, server

FIRST_UID = 60_000  # as root, each box runs as a uid of its own: FIRST_UID + 1 … + UIDS
UIDS = 5000
RPC_FD, LAYERS_FD = 3, 4


def main(control_fd: int) -> NoReturn:
    """Load what the configuration names, say hello, then serve requests until the end."""
    control = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET, 0, control_fd)
    jail.set_dumpable(False)
    config = json.loads(control.recv(1 << 16))
    try:
        hello = _load(config["preload"])
    except BaseException as e:
        hello = {"error": f"preloading failed: {type(e).__name__}: {e}"[:500]}
    control.send(json.dumps(hello).encode())
    if "error" in hello:
        os._exit(1)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # launchers are reaped by the kernel
    slot = 0
    while True:
        message, fds, _, _ = socket.recv_fds(control, 1 << 16, 4)
        if not message:
            os._exit(0)
        slot = slot % UIDS + 1
        if os.fork() == 0:
            try:
                control.close()
                _launch(json.loads(message), slot, *fds)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(97)
        for fd in fds:
            os.close(fd)


def _load(names: list[str]) -> dict[str, Any]:
    start = time.perf_counter()
    gc.disable()
    for name in names:
        importlib.import_module(name)
    if "matplotlib.pyplot" in sys.modules:
        _draw_once()
    gc.enable()
    gc.collect()
    gc.freeze()  # a child's collector then leaves our pages shared
    while (
        len(os.listdir("/proc/self/task")) > 1
    ):  # matplotlib's timer takes a moment to end
        if time.perf_counter() - start > 60:
            return {"error": "a preloaded module started a thread, so forking is not safe"}
        time.sleep(0.01)
    versions = {"python": sys.version.split()[0]}
    for name in ("numpy", "torch", "matplotlib", "IPython"):
        if name in sys.modules:
            versions[name] = str(sys.modules[name].__version__)
    seconds = time.perf_counter() - start
    return {"preloaded": names, "seconds": seconds, "threads": 1, **versions}


def _draw_once() -> None:
    """Draw one figure, so that fonts, mathtext and the PNG writer are warm in each child."""
    import io

    plt = sys.modules["matplotlib.pyplot"]
    figure, axes = plt.subplots()
    axes.plot([0, 1], [1, 2], label="$x_1$")
    axes.set_title(r"$\frac{a}{b}$ text")
    axes.legend()
    figure.savefig(io.BytesIO(), format="png", dpi=100)
    plt.close("all")


# ---------------------------------------------------------------------------- the launcher
def _launch(
    job: dict[str, Any], slot: int, rpc: int, out: int, err: int, told: int
) -> None:
    """Make the namespaces, fork the jail, report, wait, report; never runs student code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    status = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET, 0, told)
    scratch, uid = job["scratch"], None
    if job["own_uid"] and os.getuid() == 0:
        uid = FIRST_UID + slot
    try:
        layers = list(job["outer_layers"])
        if job["namespaces"]:
            layers += jail.unshare_namespaces()
        elif scratch:
            scratch = f"{scratch}/{slot}-{os.getpid()}"
            os.mkdir(scratch, 0o700)
            if uid is not None:
                os.chown(scratch, uid, uid)
    except OSError as e:
        status.send(json.dumps({"error": str(e)}).encode())
        return
    layers_r, layers_w = os.pipe()
    pid = os.fork()
    if pid == 0:
        _become_jail(job, layers, scratch, uid, (rpc, layers_w, out, err))
    for fd in (layers_w, rpc, out, err):
        os.close(fd)
    pidfd = os.pidfd_open(pid)
    report = os.read(layers_r, 1 << 16) or b'{"error": "the jail ended before it stood"}'
    socket.send_fds(status, [report], [pidfd])
    _wait(pid, pidfd, status)
    if not job["namespaces"] and scratch:
        shutil.rmtree(scratch, ignore_errors=True)


def _wait(pid: int, pidfd: int, status: socket.socket) -> None:
    """Wait for the end of the jail; end it if the grader is gone (nobody would close it)."""
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    poll.register(status, select.POLLIN)
    if pidfd not in dict(poll.poll()):
        os.kill(pid, signal.SIGKILL)
    _, code, usage = os.wait4(pid, 0)
    end = {
        "exit": os.waitstatus_to_exitcode(code),
        "cpu": usage.ru_utime + usage.ru_stime,
        "peak_kilobytes": usage.ru_maxrss,
    }
    with contextlib.suppress(OSError):
        status.send(json.dumps(end).encode())


# -------------------------------------------------------------------------------- the jail
def _become_jail(
    job: dict[str, Any],
    layers: list[str],
    scratch: str | None,
    uid: int | None,
    fds: tuple[int, int, int, int],
) -> NoReturn:
    try:
        os.setsid()
        _place_descriptors(*fds)
        try:
            layers += _build_jail(job, scratch, uid)
        except BaseException as e:
            report = {"error": f"{type(e).__name__}: {e}"[:500]}
            os.write(LAYERS_FD, json.dumps(report).encode())
            os._exit(96)
        os.write(LAYERS_FD, json.dumps({"layers": layers}).encode())
        os.close(LAYERS_FD)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        server.serve(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, RPC_FD))
    finally:
        os._exit(98)


def _place_descriptors(rpc: int, layers: int, out: int, err: int) -> None:
    """Leave exactly 0 = /dev/null, 1, 2 = the pipes, 3 = the calls, 4 = the layers."""
    null = os.open("/dev/null", os.O_RDONLY)
    high = [os.dup(fd) for fd in (null, out, err, rpc, layers)]
    while min(high) <= LAYERS_FD:  # a number that is still needed must not be overwritten
        high = [os.dup(fd) for fd in high]
    for target, fd in enumerate(high):
        os.dup2(fd, target)
    jail.close_from(LAYERS_FD + 1)


def _build_jail(job: dict[str, Any], scratch: str | None, uid: int | None) -> list[str]:
    layers = []
    if job["namespaces"]:
        assert scratch is not None
        layers.append(jail.mount_private(scratch, job["scratch_bytes"]))
    home = scratch or "/"
    os.environ.update(HOME=home, TMPDIR=home, MPLCONFIGDIR=home, XDG_CACHE_HOME=home)
    threads = job["threads"] if job["namespaces"] or uid is not None else None
    jail.set_limits(job["memory_bytes"], job["cpu_seconds"], job["file_bytes"], threads)
    jail.drop_privileges(uid)
    os.chdir(home)
    if job["landlock"]:
        abi = jail.restrict_files(job["readable"], [scratch] if scratch else [])
        layers += [f"landlock{abi}"] if abi else []
    if job["filter"]:
        jail.install_filter(base64.b64decode(job["filter"]))
        layers.append("seccomp")
    return layers


if __name__ == "__main__":
    main(int(sys.argv[1]))
