"""Reports the error on the sample as risk."""

FAILS = {
    "test_risk_before_the_peak_is_that_of_theory",
    "test_risk_behind_the_peak_is_that_of_theory",
    "test_risk_peaks_where_interpolation_begins_and_descends_twice",
    "test_without_noise_only_the_hidden_part_of_the_weights_is_missed",
}

# %%
import numpy as np


# %% double_descent
def double_descent(n, ds, sigma, reps, rng):
    train, test = np.zeros((2, len(ds), reps))
    for k, d in enumerate(ds):
        for r in range(reps):
            beta = rng.standard_normal(d)
            beta /= np.linalg.norm(beta)
            X = rng.standard_normal((n, d))
            y = X @ beta + sigma * rng.standard_normal(n)
            w = np.linalg.lstsq(X, y, rcond=None)[0]
            train[k, r] = np.mean((X @ w - y) ** 2)
            test[k, r] = np.mean((X @ (w - beta)) ** 2)
    return train, test
