"""Adds y x / 2: the mistakes are the same, but not the w that was asked for."""

FAILS = {
    "test_an_adversary_forces_exactly_as_many_updates_as_the_theorem_allows",
    "test_every_iterate_obeys_both_inequalities_of_the_proof",
    "test_every_query_is_the_sum_of_y_x_over_the_mistakes_told_so_far",
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
        if n_updates == max_updates:
            raise NotSeparable(f"still wrong after {max_updates} updates")
        x, y = mistake
        w = w + 0.5 * y * x
        n_updates += 1
    return w, n_updates
