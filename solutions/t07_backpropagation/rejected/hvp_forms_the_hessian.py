"""Builds the Hessian column by column and multiplies by v."""

FAILS = {
    "test_hvp_costs_a_few_gradients",
}

# %%
import numpy as np


# %% hvp
def column(net, X, y, v):
    # A pair (a, da) is a quantity and its derivative in direction v. Forward, ...
    checked_net(net)
    checked_direction(v, net)
    h = checked_batch(X, net[0][0].shape[1])
    dh = np.zeros_like(h)
    inputs, masks = [], []
    for (W, b), (dW, db) in zip(net, v):
        inputs.append((h, dh))
        z, dz = h @ W.T + b, dh @ W.T + h @ dW.T + db
        masks.append(z > 0)
        h, dh = z * masks[-1], dz * masks[-1]

    # ... the loss, whose gradient is delta = (p - e_y) / n, ...
    n, c = z.shape
    _, delta = softmax_cross_entropy(z, y)
    p = delta * n + np.eye(c)[np.asarray(y)]
    ddelta = p * (dz - (p * dz).sum(axis=1, keepdims=True)) / n

    # ... and backward, every product by the product rule.
    result = []
    for i in range(len(net) - 1, -1, -1):
        (W, _), (dW, _), (h, dh) = net[i], v[i], inputs[i]
        result.append((ddelta.T @ h + delta.T @ dh, ddelta.sum(axis=0)))
        if i > 0:
            ddelta = (ddelta @ W + delta @ dW) * masks[i - 1]
            delta = (delta @ W) * masks[i - 1]
    return result[::-1]


def hvp(net, X, y, v):
    checked_direction(v, net)
    flat = np.concatenate([a.ravel() for layer in v for a in layer])

    def shaped(x):
        out = []
        for W, b in net:
            dW, db, x = x[: W.size], x[W.size : W.size + b.size], x[W.size + b.size :]
            out.append((dW.reshape(W.shape), db))
        return out

    total = np.zeros_like(flat)
    for k in range(flat.size):
        e = np.zeros_like(flat)
        e[k] = 1.0
        H_e = column(net, X, y, shaped(e))
        total += flat[k] * np.concatenate([a.ravel() for layer in H_e for a in layer])
    return shaped(total)
