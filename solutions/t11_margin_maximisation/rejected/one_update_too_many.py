"""Allows one update more than max_updates."""

FAILS = {
    "test_perceptron_gives_up_after_max_updates",
}

# %%
import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


# %% perceptron
class NotSeparable(ValueError):
    pass


def perceptron(next_mistake, d, max_updates):
    require(d >= 1 and max_updates >= 0, "need d >= 1 and max_updates >= 0")
    w, n_updates = np.zeros(d), 0
    while (mistake := next_mistake(w)) is not None:
        if n_updates > max_updates:
            raise NotSeparable(f"still wrong after {max_updates} updates")
        x, y = mistake
        w = w + y * x
        n_updates += 1
    return w, n_updates
