"""Sleeps: no CPU time is used, the clock must end it."""

STATUS = {"not_run", "timed_out"}


# %% mean
def mean(x):
    import time

    while True:
        time.sleep(1)
