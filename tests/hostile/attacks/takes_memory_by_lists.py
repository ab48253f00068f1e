"""Grows a list until memory ends, swallowing the error."""

STATUS = {"crashed", "not_run", "out_of_memory", "timed_out"}


# %% mean
def mean(x):
    kept = []
    while True:
        try:
            kept.append(bytearray(10**8))
        except MemoryError:
            pass
