"""Allows p runs of predictions in place of p + 1."""

FAILS = {
    "test_large_numbers_are_exact",
    "test_no_error_is_needed_with_n_minus_one_pieces",
    "test_number_of_errors_is_that_of_dynamic_programming",
}

# %%


def require(condition, message):
    if not condition:
        raise ValueError(message)


def require_int(n, least):
    require(type(n) is int and n >= least, f"need an int >= {least}; got {n!r}")


# %% min_alternating_errors
def min_alternating_errors(n, p):
    require_int(n, 1)
    require_int(p, 1)
    return max(0, (n - p + 1) // 2)  # ⌈(n - p)/2⌉
