"""Aborts the process in C."""

STATUS = {"crashed", "not_run"}


# %% mean
def mean(x):
    import os

    os.abort()
