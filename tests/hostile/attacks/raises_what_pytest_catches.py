"""Raises exceptions with the names of those that a runner treats as a pass."""

STATUS = {"raised", "wrong"}


# %%
class Skipped(BaseException):
    pass


class Exit(BaseException):
    pass


Skipped.__module__ = Exit.__module__ = "_pytest.outcomes"


# %% mean
def mean(x):
    raise (Skipped if len(x) == 3 else Exit)("passed")
