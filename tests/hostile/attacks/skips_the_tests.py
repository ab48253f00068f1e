"""Skips, expects failure, and leaves pytest from inside the answer."""

STATUS = {"raised", "wrong"}


# %% mean
def mean(x):
    import pytest

    if len(x) == 3:
        pytest.skip("not today")
    if len(x) == 5:
        pytest.exit("bye", returncode=0)
    pytest.xfail("as expected")
