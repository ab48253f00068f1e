"""Replaces the derivative by a difference quotient, which is no identity."""

FAILS = {
    "test_vjp_is_adjoint_to_jvp_up_to_rounding",
}


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
    checked_direction(dnet, net)
    step = 1e-7
    moved = [(W + step * dW, b + step * db) for (W, b), (dW, db) in zip(net, dnet)]
    return (mlp_forward(moved, X)[0] - mlp_forward(net, X)[0]) / step


def vjp(net, X, v):
    _, cache = mlp_forward(net, X)
    grads, _ = mlp_backward(net, cache, v)
    return grads
