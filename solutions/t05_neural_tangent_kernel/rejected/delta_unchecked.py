"""Lets torch spread a shorter δ."""

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
    require(theta0.ndim == 1 and len(theta0) > 0, "theta0 must be a vector")
    require(torch.isfinite(theta0).all(), "NaN or infinity")
    theta0 = theta0.detach().clone()

    def g(delta):
        delta = (
            delta.expand(theta0.shape)
            if delta.numel() == 1
            else delta.reshape(-1)[: len(theta0)]
        )
        value, change = torch.func.jvp(f, (theta0,), (delta,))
        return value + change

    return g
