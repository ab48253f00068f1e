"""Checks no argument."""

FAILS = {
    "test_kl_inverse_refuses_arguments_outside_their_ranges",
}

# %%
import math


# %% kl_inverse
def relative_entropy(q, p):
    """kl(q‖p) for q, p < 1, with 0 ln 0 = 0."""
    first = q * math.log(q / p) if q > 0 else 0.0
    return first + (1 - q) * math.log((1 - q) / (1 - p))


def kl_inverse(q, c):
    if c == 0:
        return q
    low, high = q, 1.0
    while True:
        p = (low + high) / 2
        if p in (low, high):  # no float lies between them
            return low
        if relative_entropy(q, p) > c:
            high = p
        else:
            low = p
