"""Uses kl ≈ (p - q)²/(2q(1 - q))."""

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
def kl_inverse(q, c):
    require(0 <= q <= 1, "need 0 <= q <= 1")
    require(0 <= c < math.inf, "need 0 <= c < infinity")
    return min(1.0, q + math.sqrt(2 * c * q * (1 - q)))
