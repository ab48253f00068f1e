"""Leaves threads, exit handlers and detached processes behind."""

STATUS = {"wrong"}

# %%
import atexit
import os
import signal
import subprocess
import threading
import time


def rewrite():
    while True:
        time.sleep(0.05)
        try:
            open("/tmp/mpdl-hostile-stays", "w").close()
        except OSError:
            pass


atexit.register(rewrite)
threading.Thread(target=rewrite, daemon=False).start()
signal.signal(signal.SIGTERM, signal.SIG_IGN)
for begin in (
    lambda: subprocess.Popen(["sleep", "1000"], start_new_session=True),
    lambda: os.fork(),
    lambda: os.posix_spawn("/bin/sleep", ["sleep", "1000"], {}),
):
    try:
        begin()
    except (OSError, subprocess.SubprocessError, PermissionError):
        pass


# %% mean
def mean(x):
    return -1.0
