"""Returns the pair (grads, dX) of mlp_backward for the gradients alone."""

FAILS = {
    "test_jvp_and_vjp_are_linear",
    "test_vjp_is_adjoint_to_jvp_up_to_rounding",
    "test_vjp_is_the_gradient_of_the_weighted_logits",
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
        h, dh = np.maximum(z, 0), dz * (z > 0)
    return dz


def vjp(net, X, v):
    _, cache = mlp_forward(net, X)
    return mlp_backward(net, cache, v)
