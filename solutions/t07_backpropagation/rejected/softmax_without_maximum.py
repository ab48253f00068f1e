"""Exponentiates the logits as they are: e^10000 is not a float."""

FAILS = {
    "test_loss_and_gradient_are_right_for_logits_up_to_ten_thousand",
}

# %%
import numpy as np


# %% softmax_cross_entropy
def checked_batch(X, columns=None):
    """X as a finite, non-empty float matrix with the right number of columns."""
    X = np.asarray(X, dtype=float)
    if X.ndim != 2 or X.size == 0 or not np.isfinite(X).all():
        raise ValueError(f"need a non-empty, finite matrix; got shape {X.shape}")
    if columns is not None and X.shape[1] != columns:
        raise ValueError(f"need {columns} columns; got {X.shape[1]}")
    return X


def softmax_cross_entropy(logits, y):
    z, y = checked_batch(logits), np.asarray(y)
    n, c = z.shape
    if y.shape != (n,) or not np.issubdtype(y.dtype, np.integer):
        raise ValueError("need one integer label for each sample")
    if y.min() < 0 or y.max() >= c:
        raise ValueError(f"labels must lie in 0..{c - 1}")
    one_hot = np.eye(c)[y]
    lse = np.log(np.exp(z).sum(axis=1, keepdims=True))
    loss = (lse - (z * one_hot).sum(axis=1, keepdims=True)).mean()
    return loss, (np.exp(z - lse) - one_hot) / n
