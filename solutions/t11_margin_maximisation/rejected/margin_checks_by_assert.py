"""Checks its input by assert, which disappears under python -O."""

FAILS = {
    "test_geometric_margin_refuses_bad_data_and_w_zero",
    "test_labels_zero_and_one_are_refused",
}

# %%
import numpy as np


# %% geometric_margin
def geometric_margin(w, b, X, y, ord=2):
    w, X, y = np.array(w, dtype=float), np.array(X, dtype=float), np.array(y, dtype=float)
    assert X.ndim == 2 and y.shape == X.shape[:1] and w.shape == X.shape[1:]
    assert X.size > 0 and w.any() and np.isin(y, (-1, 1)).all() and ord in (1, 2, np.inf)
    assert np.isfinite(X).all() and np.isfinite(w).all() and np.isfinite(b)
    return np.min(y * (X @ w + b)) / np.linalg.norm(w, ord)
