"""Runs gradient descent three times."""

FAILS = {
    "test_acceleration_doubles_the_slope",
    "test_curves_are_those_of_the_three_methods",
    "test_curves_stay_between_the_bounds",
}

# %%
import numpy as np


# %% rates
def rates(n):
    """In the eigenbasis e_k = p_k(lam) e_0, and the three p_k are polynomials of degree k."""
    if n < 1:
        raise ValueError("n >= 1")
    d = 401
    j = np.arange(1, d + 1)
    lam = np.sin(j * np.pi / (2 * (d + 1))) ** 2
    vectors = np.sqrt(2 / (d + 1)) * np.sin(np.outer(j, j) * np.pi / (d + 1))
    c = vectors @ (j / (d + 1) - 1)
    s = np.sqrt(lam[0])
    out = np.empty((3, n + 1))
    slow, fast, lookahead, ball, last = (np.ones(d) for _ in range(5))
    for k in range(n + 1):
        out[:, k] = [lam @ (p * c) ** 2 / 2 for p in (slow, slow, slow)]
        slow = slow * (1 - lam)
        new = (1 - lam) * lookahead
        lookahead, fast = new + k / (k + 3) * (new - fast), new
        new = (
            ball - 4 / (1 + s) ** 2 * lam * ball + ((1 - s) / (1 + s)) ** 2 * (ball - last)
        )
        ball, last = new, ball
    return out
