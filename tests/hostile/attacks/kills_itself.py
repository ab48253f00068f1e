"""Kills its own process."""

STATUS = {"crashed", "not_run", "raised", "wrong"}


# %% mean
def mean(x):
    import os
    import signal

    os.kill(os.getpid(), signal.SIGKILL)
