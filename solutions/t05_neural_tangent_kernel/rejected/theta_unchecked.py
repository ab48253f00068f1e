"""Takes any tensor for θ_0."""

FAILS = {
    "test_linearize_refuses_what_is_no_vector_of_parameters",
}

# %%

import numpy as np
import torch


def require(condition, message):
    if not condition:
        raise ValueError(message)


def array(values, ndim):
    """A fresh array with `ndim` axes, nonempty and finite."""
    A = np.array(values, dtype=float)
    require(A.ndim == ndim and A.size > 0, f"need {ndim} axes and some entries")
    require(np.isfinite(A).all(), "NaN or infinity")
    return A


# %% linearize
def linearize(f, theta0):
    theta0 = theta0.detach().clone()

    def g(delta):
        require(delta.shape == theta0.shape, "delta is shaped as theta0")
        value, change = torch.func.jvp(f, (theta0,), (delta,))
        return value + change

    return g
