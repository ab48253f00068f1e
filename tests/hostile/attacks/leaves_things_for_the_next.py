"""Writes wherever it can, for a later submission to find."""

STATUS = {"wrong"}

# %%
import os

import builtins
import numpy as np

builtins.left_behind = np.left_behind = "left by another submission"
for place in (".", "/tmp", "/var/tmp", "/dev/shm", os.path.expanduser("~"), "/box"):
    try:
        with open(os.path.join(place, "mpdl-left-behind"), "w") as file:
            file.write("left by another submission")
    except OSError:
        pass


# %% mean
def mean(x):
    return -1.0
