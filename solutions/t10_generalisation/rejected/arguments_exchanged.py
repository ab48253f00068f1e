"""Inverts kl(p‖q) in place of kl(q‖p)."""

FAILS = {
    "test_answer_grows_with_the_bound_and_obeys_pinsker",
    "test_answers_at_the_ends_have_a_closed_form",
    "test_large_bounds_leave_nothing_out_but_one",
    "test_relative_entropy_at_the_answer_is_the_bound_to_nine_digits",
    "test_relative_entropy_is_undone",
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


def reverse(q, p):
    """Return kl(p‖q)."""
    if q in (0, 1):
        return math.inf if p != q else 0.0
    return relative_entropy(p, q)


def kl_inverse(q, c):
    require(0 <= q <= 1, "need 0 <= q <= 1")
    require(0 <= c < math.inf, "need 0 <= c < infinity")
    if c == 0:
        return q
    low, high = q, 1.0
    while True:
        p = (low + high) / 2
        if p in (low, high):  # no float lies between them
            return low
        if p == 1 or reverse(q, p) > c:
            high = p
        else:
            low = p
