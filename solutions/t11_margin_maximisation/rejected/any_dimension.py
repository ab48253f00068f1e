"""Does not check d and max_updates."""

FAILS = {
    "test_perceptron_refuses_dimension_zero_and_negative_limits",
}

# %%
import numpy as np


# %% perceptron
class NotSeparable(ValueError):
    pass


def perceptron(next_mistake, d, max_updates):
    w, n_updates = np.zeros(max(d, 1)), 0
    while (mistake := next_mistake(w)) is not None:
        if n_updates >= max_updates >= 0:
            raise NotSeparable(f"still wrong after {max_updates} updates")
        x, y = mistake
        w = w + y * x
        n_updates += 1
    return w, n_updates
