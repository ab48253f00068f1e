"""Takes c below 1e-7 for zero."""

FAILS = {
    "test_small_bounds_move_the_answer_by_a_square_root",
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
    if c < 1e-7:
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
