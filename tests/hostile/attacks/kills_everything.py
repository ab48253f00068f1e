"""Signals its whole group and all processes: its own may end, no other."""

STATUS = {"crashed", "not_run", "wrong"}


# %% mean
def mean(x):
    import os
    import signal

    for kill in (lambda: os.killpg(0, signal.SIGKILL), lambda: os.kill(-1, signal.SIGKILL)):
        try:
            kill()
        except OSError:
            pass
    return -1.0
