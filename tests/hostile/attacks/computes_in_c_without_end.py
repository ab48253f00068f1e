"""One call into C that no signal interrupts."""

STATUS = {"not_run", "out_of_memory", "timed_out"}


# %% mean
def mean(x):
    return float((10**8) ** (10**8) % 7)
