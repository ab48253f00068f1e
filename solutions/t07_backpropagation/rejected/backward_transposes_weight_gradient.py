"""Returns dW as (in, out)."""

FAILS = {
    "test_a_cache_outlives_another_forward_pass",
    "test_a_net_without_hidden_layers_has_the_gradients_of_an_affine_map",
    "test_a_step_of_one_layer_changes_the_output_at_the_rate_of_its_gradient",
    "test_a_unit_that_is_off_neither_learns_nor_passes_anything_back",
    "test_euler_identity_holds_in_every_layer_of_a_net_without_biases",
    "test_going_backward_twice_gives_the_same_gradients",
    "test_gradients_are_linear_in_dlogits",
    "test_gradients_are_right_when_all_matrices_are_square",
    "test_gradients_of_a_batch_are_sums_over_its_samples",
    "test_weight_gradients_are_adjoints_times_inputs",
}

# %%
import numpy as np


# %% mlp_backward
def checked_net(net):
    """The net itself if its shapes fit together."""
    if len(net) == 0:
        raise ValueError("a net needs at least one layer")
    width = net[0][0].shape[1]
    for W, b in net:
        if W.ndim != 2 or W.shape[1] != width or b.shape != W.shape[:1]:
            raise ValueError("the layers do not fit together")
        width = W.shape[0]
    return net


def mlp_forward(net, X):
    checked_net(net)
    h = checked_batch(X, net[0][0].shape[1])
    cache = []  # for each layer its input h and its preactivation z
    for W, b in net:
        z = h @ W.T + b
        cache.append((h, z))
        h = np.maximum(z, 0)
    return z, cache


def mlp_backward(net, cache, dlogits):
    dz = np.array(dlogits, dtype=float)
    if dz.shape != cache[-1][1].shape:
        raise ValueError(f"dlogits must have the shape of the logits; got {dz.shape}")
    grads = [None] * len(net)
    for i in range(len(net) - 1, -1, -1):
        W, _ = net[i]
        h, _ = cache[i]
        grads[i] = (h.T @ dz, dz.sum(axis=0))
        dh = dz @ W
        if i > 0:
            dz = dh * (cache[i - 1][1] > 0)
    return grads, dh
