"""Does not look at the constant."""

FAILS = {
    "test_constants_below_one_are_refused",
}

# %%
import numpy as np


# %% contraction_counterexample
def contraction_counterexample(constant=1.0):
    h = 0.5 / max(1.0, float(np.nan_to_num(abs(constant))))
    A = np.array([[0.0, h]])  # complexity h/2
    return A, A + 1  # φ(t) = t + 1: complexity (1 + h)/2
