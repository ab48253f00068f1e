"""Takes the largest entry of the gradient, not that of largest modulus."""

FAILS = {
    "test_steps_in_the_one_norm_move_the_coordinate_of_largest_slope",
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
            j = np.argmax(g)
            v = np.where(np.arange(w.size) == j, -np.sign(g), 0)
        elif norm == 2:
            v = -g / (np.linalg.norm(g) or 1)
        else:
            v = -np.sign(g)
        w = w + eta * v
    return w
