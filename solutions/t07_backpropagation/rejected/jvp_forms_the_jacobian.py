"""Builds the Jacobian row by row and multiplies it by the direction."""

FAILS = {
    "test_jvp_costs_a_few_forward_passes",
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


def jacobian(net, X):
    """One row of flattened gradients for every entry of the logits."""
    logits, cache = mlp_forward(net, X)
    rows = []
    for k in range(logits.size):
        e = np.zeros(logits.size)
        e[k] = 1.0
        grads, _ = mlp_backward(net, cache, e.reshape(logits.shape))
        rows.append(np.concatenate([a.ravel() for layer in grads for a in layer]))
    return logits.shape, np.array(rows)


def jvp(net, X, dnet):
    checked_direction(dnet, net)
    shape, J = jacobian(net, X)
    return (J @ np.concatenate([a.ravel() for layer in dnet for a in layer])).reshape(shape)


def vjp(net, X, v):
    _, cache = mlp_forward(net, X)
    grads, _ = mlp_backward(net, cache, v)
    return grads
