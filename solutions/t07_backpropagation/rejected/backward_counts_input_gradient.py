"""Counts the product for dX, which nobody needs."""

FAILS = {
    "test_q7b_counts_the_multiply_adds_of_the_backward_pass",
}

# %% q7b
m, n = variant.cost_widths, variant.batch
q7b = sum(2 * n * m[i] * m[i + 1] for i in range(len(m) - 1))
