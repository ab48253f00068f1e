"""Reads the address zero: a segmentation fault."""

STATUS = {"crashed", "not_run"}


# %% mean
def mean(x):
    import ctypes

    return ctypes.string_at(0)
