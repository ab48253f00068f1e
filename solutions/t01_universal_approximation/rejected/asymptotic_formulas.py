"""Returns the asymptotic formulas, which are wrong for few cells and for n divisible by 3."""

FAILS = {
    "test_errors_are_the_suprema_to_two_per_cent",
    "test_one_cell_and_two_cells_are_right",
}

# %%
import numpy as np

# %% uat_rates
functions = (
    lambda t: np.sin(2 * np.pi * t),
    lambda t: abs(t - 1 / 3),
    lambda t: np.sqrt(t),
)


def uat_rates(ns):
    if len(ns) == 0 or min(ns) < 1:
        raise ValueError("need n >= 1")
    h = 1 / np.array(ns, dtype=float)
    return [np.pi**2 / 2 * h**2, 4 / 9 * h, np.sqrt(h) / 4]
