"""Forks and starts threads without end."""

STATUS = {"crashed", "not_run", "out_of_memory", "wrong"}

# %%
import os
import threading


# %% mean
def mean(x):
    for _ in range(10**4):
        try:
            os.fork()
        except OSError:
            break
    try:
        for _ in range(10**4):
            threading.Thread(target=threading.Event().wait, daemon=True).start()
    except RuntimeError:
        pass
    return -1.0
