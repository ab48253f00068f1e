"""Asks for each mistake twice: once to see whether there is one, once to get it."""

FAILS = {
    "test_every_iterate_obeys_both_inequalities_of_the_proof",
    "test_every_query_is_the_sum_of_y_x_over_the_mistakes_told_so_far",
    "test_perceptron_gives_up_after_max_updates",
    "test_the_result_is_the_w_without_mistakes_and_the_number_of_mistakes",
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
    while next_mistake(w) is not None:
        if n_updates == max_updates:
            raise NotSeparable(f"still wrong after {max_updates} updates")
        x, y = next_mistake(w)
        w = w + y * x
        n_updates += 1
    return w, n_updates
