"""Carries the tangent through relu unchanged."""

FAILS = {
    "test_jvp_along_one_layer_is_a_difference_quotient",
    "test_jvp_is_the_derivative_in_the_direction",
    "test_vjp_is_adjoint_to_jvp_up_to_rounding",
}

# %%
import numpy as np


# %% vjp
def checked_direction(dnet, net):
    """The direction itself if it is shaped as the net."""
    if len(dnet) != len(net):
        raise ValueError("a direction has as many layers as the net")
    for (V, c), (W, b) in zip(dnet, net):
        if V.shape != W.shape or c.shape != b.shape:
            raise ValueError("a direction is shaped as the net")
    return dnet


def jvp(net, X, dnet):
    checked_net(net)
    checked_direction(dnet, net)
    h = checked_batch(X, net[0][0].shape[1])
    dh = np.zeros_like(h)
    for (W, b), (dW, db) in zip(net, dnet):
        z, dz = h @ W.T + b, dh @ W.T + h @ dW.T + db
        h, dh = np.maximum(z, 0), dz
    return dz


def vjp(net, X, v):
    _, cache = mlp_forward(net, X)
    grads, _ = mlp_backward(net, cache, v)
    return grads
