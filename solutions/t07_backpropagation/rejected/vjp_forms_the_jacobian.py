"""Builds the Jacobian row by row and multiplies by its transpose."""

FAILS = {
    "test_vjp_costs_a_few_forward_passes",
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


def vjp(net, X, v):
    shape, J = jacobian(net, X)
    if v.shape != shape:
        raise ValueError("v has the shape of the logits")
    flat, out, place = J.T @ v.ravel(), [], 0
    for W, b in net:
        dW = flat[place : place + W.size].reshape(W.shape)
        place += W.size
        out.append((dW, flat[place : place + b.size]))
        place += b.size
    return out
