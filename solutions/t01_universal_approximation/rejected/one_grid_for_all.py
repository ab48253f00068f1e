"""Uses the same 257 points for every n: too few for hundreds of cells."""

FAILS = {
    "test_errors_are_the_suprema_to_two_per_cent",
    "test_slopes_are_minus_two_minus_one_and_minus_one_half",
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
    errors = np.zeros((3, len(ns)))
    t = np.linspace(0, 1, 257)
    for i, f in enumerate(functions):
        for j, n in enumerate(ns):
            x = np.linspace(0, 1, n + 1)
            errors[i, j] = abs(f(t) - np.interp(t, x, f(x))).max()
    return errors
