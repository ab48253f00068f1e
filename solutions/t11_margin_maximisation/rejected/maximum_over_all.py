"""Takes the maximum over all classes, y included: never positive."""

FAILS = {
    "test_a_tie_has_margin_zero_and_a_lead_has_not",
    "test_margin_is_positive_exactly_if_the_label_is_the_only_argmax",
    "test_margins_are_the_own_logit_minus_the_largest_other_one",
    "test_margins_do_not_depend_on_the_level_of_the_logits",
    "test_with_two_classes_the_margin_is_a_difference",
}

# %%
import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def finite(a, ndim):
    """Return a copy of a as a float array with this number of axes."""
    a = np.array(a, dtype=float)
    require(a.ndim == ndim and a.size > 0, f"need {ndim} axes, at least one entry")
    require(np.isfinite(a).all(), "NaN or infinity")
    return a


# %% multiclass_margins
def multiclass_margins(logits, y):
    z, y = finite(logits, 2), np.asarray(y)
    n, c = z.shape
    require(c >= 2 and y.shape == (n,), "need c >= 2 and a label for each row")
    require(np.isin(y, range(c)).all(), "a label outside 0..c-1")
    others = np.arange(c) != y[:, None]
    return z[~others] - z.max(axis=1)
