"""Forms J, row by row."""

FAILS = {
    "test_a_hundred_thousand_parameters_and_values_are_not_too_many",
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
    require(theta0.ndim == 1 and len(theta0) > 0, "theta0 must be a vector")
    require(torch.isfinite(theta0).all(), "NaN or infinity")
    theta0 = theta0.detach().clone()

    def g(delta):
        require(delta.shape == theta0.shape, "delta is shaped as theta0")
        J = torch.autograd.functional.jacobian(f, theta0)
        return f(theta0) + J @ delta

    return g
