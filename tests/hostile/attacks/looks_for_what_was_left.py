"""Looks for what an earlier submission left, in memory and on disk."""

STATUS = {"wrong"}

# %%
import glob
import os

import builtins
import numpy as np

places = (".", "/tmp", "/var/tmp", "/dev/shm", os.path.expanduser("~"), "/box")
files = [f for p in places for f in glob.glob(os.path.join(p, "mpdl-left-behind"))]
print("LEFT BEHIND", files, hasattr(builtins, "left_behind"), hasattr(np, "left_behind"))


# %% mean
def mean(x):
    return -1.0
