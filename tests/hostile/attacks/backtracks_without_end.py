"""A regular expression that backtracks for ever."""

STATUS = {"not_run", "timed_out"}


# %% mean
def mean(x):
    import re

    return float(bool(re.match(r"(a+)+$", "a" * 64 + "b")))
