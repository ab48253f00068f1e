"""Forgets to normalise the directions, so that R is about 3."""

FAILS = {
    "test_for_a_wide_margin_one_update_is_enough",
    "test_every_run_obeys_novikoffs_bound",
}

# %%
import numpy as np


# %% margin_vs_updates
def margin_vs_updates(gammas, reps, rng):
    updates, achieved = np.zeros((2, len(gammas), reps))
    for k, gamma in enumerate(gammas):
        for r in range(reps):
            v = rng.standard_normal((100, 9))
            y = rng.choice((-1.0, 1.0), 100)
            X = np.column_stack([gamma * y, np.sqrt(1 - gamma**2) * v])
            Z = y[:, None] * X
            w = np.zeros(10)
            while (wrong := Z @ w <= 0).any():
                w += Z[wrong.argmax()]  # the first mistake
                updates[k, r] += 1
            achieved[k, r] = (Z @ w).min() / np.linalg.norm(w)
    return updates, achieved
