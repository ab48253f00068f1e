"""Walks through the direction with pop, which takes the caller's list apart."""

FAILS = {
    "test_jvp_costs_a_few_forward_passes",
    "test_net_batch_and_directions_are_left_unchanged",
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
    for W, b in net:
        dW, db = dnet.pop(0)
        z, dz = h @ W.T + b, dh @ W.T + h @ dW.T + db
        h, dh = np.maximum(z, 0), dz * (z > 0)
    return dz


def vjp(net, X, v):
    _, cache = mlp_forward(net, X)
    grads, _ = mlp_backward(net, cache, v)
    return grads
