"""Averages over the repetitions before it squares."""

FAILS = {
    "test_averaging_removes_the_floor_like_one_over_T",
    "test_short_runs_start_at_zero_and_count_every_point_once",
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


# %% noise_floor
def noise_floor(etas, T, reps, rng):
    lams = np.repeat([1.0, 2.0], 4)
    eta = np.reshape(etas, (-1, 1, 1))
    x = np.zeros((len(etas), reps, len(lams)))
    total, late = np.zeros_like(x), []
    for k in range(T):
        total += x
        x = x - eta * (lams * x + rng.standard_normal(x.shape))  # this is x_{k+1}
        if k + 1 > T / 2:
            late.append((x**2).sum(axis=2).mean(axis=1))
    averaged = ((total / T).mean(axis=1) ** 2).sum(axis=1)
    return np.mean(late, axis=0), averaged
