"""Gives up after the last update without asking whether a mistake is left."""

FAILS = {
    "test_success_on_the_last_query_counts",
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
    w = np.zeros(d)
    for n_updates in range(max_updates):
        mistake = next_mistake(w)
        if mistake is None:
            return w, n_updates
        x, y = mistake
        w = w + y * x
    raise NotSeparable(f"still wrong after {max_updates} updates")
