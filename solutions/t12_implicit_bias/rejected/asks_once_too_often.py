"""Asks for the gradient at the last iterate, too."""

FAILS = {
    "test_no_steps_return_the_start_without_a_question",
    "test_steps_in_the_maximum_norm_follow_the_signs",
    "test_steps_in_the_one_norm_move_the_coordinate_of_largest_slope",
    "test_steps_in_the_two_norm_follow_the_normalised_gradient",
    "test_ties_may_be_broken_in_any_way_but_the_step_keeps_its_length",
}

# %%
import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def finite(A, ndim):
    A = np.array(A, dtype=float)
    require(A.ndim == ndim and A.size > 0, f"need {ndim} axes and at least one entry")
    require(np.isfinite(A).all(), "NaN or infinity")
    return A


# %% steepest_descent
def steepest_descent(grad, w0, norm, steps):
    w = finite(w0, 1)
    require(norm in (1, 2, np.inf), "norm is 1, 2 or infinity")
    require(all(0 <= eta < np.inf for eta in steps), "steps are finite and >= 0")
    for eta in steps:
        g = finite(grad(w), 1)
        require(g.shape == w.shape, "the gradient does not fit w0")
        if norm == 1:
            j = np.argmax(np.abs(g))
            v = np.where(np.arange(w.size) == j, -np.sign(g), 0)
        elif norm == 2:
            v = -g / (np.linalg.norm(g) or 1)
        else:
            v = -np.sign(g)
        w = w + eta * v
    grad(w)
    return w
