"""Does not look at the numbers of cells."""

FAILS = {
    "test_numbers_of_cells_below_one_are_refused",
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
    errors = np.zeros((3, len(ns)))
    for i, f in enumerate(functions):
        for j, n in enumerate(np.abs(ns)):
            x, t = np.linspace(0, 1, n + 1), np.linspace(0, 1, 300 * n + 1)
            errors[i, j] = abs(f(t) - np.interp(t, x, f(x))).max()
    return errors
