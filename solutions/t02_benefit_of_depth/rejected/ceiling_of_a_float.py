"""Divides in floating point, which loses the last digits of large n."""

FAILS = {
    "test_large_numbers_are_exact",
}

# %%
import math


def require(condition, message):
    if not condition:
        raise ValueError(message)


def require_int(n, least):
    require(type(n) is int and n >= least, f"need an int >= {least}; got {n!r}")


# %% min_alternating_errors
def min_alternating_errors(n, p):
    require_int(n, 1)
    require_int(p, 1)
    return max(0, math.ceil((n - p - 1) / 2))
