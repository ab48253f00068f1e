"""Accepts n = 0 and p = 0."""

FAILS = {
    "test_min_alternating_errors_refuses_numbers_below_one",
}


# %% min_alternating_errors
def min_alternating_errors(n, p):
    return max(0, (n - p) // 2)  # ⌈(n - p - 1)/2⌉ in integers
