"""Prints without end."""

STATUS = {"crashed", "not_run", "timed_out"}


# %% mean
def mean(x):
    while True:
        print("x" * 9999)
