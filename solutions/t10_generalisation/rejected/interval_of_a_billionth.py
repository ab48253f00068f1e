"""Stops when the interval is shorter than 1e-9."""

FAILS = {
    "test_relative_entropy_at_the_answer_is_the_bound_to_nine_digits",
}

# %%
import math


def require(condition, message):
    if not condition:
        raise ValueError(message)


# %% kl_inverse
def relative_entropy(q, p):
    """kl(q‖p) for q, p < 1, with 0 ln 0 = 0."""
    first = q * math.log(q / p) if q > 0 else 0.0
    return first + (1 - q) * math.log((1 - q) / (1 - p))


def kl_inverse(q, c):
    require(0 <= q <= 1, "need 0 <= q <= 1")
    require(0 <= c < math.inf, "need 0 <= c < infinity")
    if c == 0:
        return q
    low, high = q, 1.0
    while True:
        p = (low + high) / 2
        if high - low < 1e-9:
            return low
        if relative_entropy(q, p) > c:
            high = p
        else:
            low = p
