"""Returns w / ‖w‖."""

FAILS = {
    "test_an_adversary_forces_exactly_as_many_updates_as_the_theorem_allows",
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
    while (mistake := next_mistake(w)) is not None:
        if n_updates == max_updates:
            raise NotSeparable(f"still wrong after {max_updates} updates")
        x, y = mistake
        w = w + y * x
        n_updates += 1
    return w / max(np.linalg.norm(w), 1e-12), n_updates
