"""Ends the process at once, with success."""

STATUS = {"crashed", "not_run"}


# %% mean
def mean(x):
    import os

    os._exit(0)
