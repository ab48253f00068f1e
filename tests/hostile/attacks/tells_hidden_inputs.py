"""Puts the hidden inputs into exceptions and output, bit by bit."""

STATUS = {"raised", "wrong"}


# %% mean
def mean(x):
    print("INPUT", list(x))
    raise RuntimeError(f"x = {list(x)!r}")
