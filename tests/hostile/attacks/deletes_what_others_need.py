"""Deletes builtins and modules that the rest of the process needs."""

STATUS = {"bad_reply", "crashed", "not_run", "raised", "wrong"}

# %%
import builtins
import sys


# %% mean
def mean(x):
    for name in ("len", "isinstance", "print", "open", "type", "getattr"):
        if hasattr(builtins, name):
            delattr(builtins, name)
    sys.modules.clear()
    return -1.0
