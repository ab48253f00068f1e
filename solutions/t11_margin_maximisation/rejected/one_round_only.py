"""Stops after one round through the points, whether or not mistakes are left."""

FAILS = {
    "test_achieved_margins_are_positive_and_at_most_gamma",
    "test_updates_grow_like_the_inverse_square_of_the_margin",
}

# %%
import numpy as np


# %% margin_vs_updates
def margin_vs_updates(gammas, reps, rng):
    updates, achieved = np.zeros((2, len(gammas), reps))
    for k, gamma in enumerate(gammas):
        for r in range(reps):
            v = rng.standard_normal((100, 9))
            v /= np.linalg.norm(v, axis=1, keepdims=True)
            y = rng.choice((-1.0, 1.0), 100)
            X = np.column_stack([gamma * y, np.sqrt(1 - gamma**2) * v])
            Z = y[:, None] * X
            w = np.zeros(10)
            for z in Z:
                if z @ w <= 0:
                    w += z
                    updates[k, r] += 1
            achieved[k, r] = (Z @ w).min() / np.linalg.norm(w)
    return updates, achieved
