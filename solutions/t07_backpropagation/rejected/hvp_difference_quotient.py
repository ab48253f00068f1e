"""A central difference quotient of the gradient: half the points, as announced."""

FAILS = {
    "test_hessian_is_symmetric_up_to_rounding",
    "test_hvp_is_linear_up_to_rounding",
}


# %% hvp
def hvp(net, X, y, v):
    checked_net(net)
    checked_direction(v, net)
    step = 1e-5

    def gradient(t):
        moved = [(W + t * dW, b + t * db) for (W, b), (dW, db) in zip(net, v)]
        logits, cache = mlp_forward(moved, X)
        return mlp_backward(moved, cache, softmax_cross_entropy(logits, y)[1])[0]

    pairs = zip(gradient(step), gradient(-step))
    return [((A - B) / (2 * step), (a - b) / (2 * step)) for (A, a), (B, b) in pairs]
