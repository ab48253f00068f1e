"""Never shuffles."""

FAILS = {
    "test_a_second_epoch_of_the_same_generator_differs",
    "test_every_split_is_equally_likely",
    "test_the_generator_decides_the_epoch",
}

# %%

import numpy as np


def point(x0):
    """Return x0 as a fresh float vector."""
    x = np.array(x0, dtype=float)
    if x.ndim != 1 or x.size == 0 or not np.isfinite(x).all():
        raise ValueError(f"the start must be a finite vector; got shape {x.shape}")
    return x


def gradient(grad, x):
    """Return the answer of the oracle at x."""
    g = np.asarray(grad(x), dtype=float)
    if g.shape != x.shape or not np.isfinite(g).all():
        raise ValueError("the oracle did not answer with a finite vector")
    return g


def require(condition, message):
    """Raise ValueError unless the condition is true (NaN makes every comparison false)."""
    if not condition:
        raise ValueError(message)


# %% minibatches
def minibatches(n, batch_size, rng):
    require(n >= 0 and batch_size >= 1, "need n >= 0 and batch_size >= 1")
    order = np.arange(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]
