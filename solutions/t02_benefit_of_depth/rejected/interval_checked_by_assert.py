"""Checks the interval and the net by assert."""

FAILS = {
    "test_affine_breakpoints_refuses_bad_intervals_and_bad_nets",
}

# %%
import numpy as np


def preactivations(net, x):
    """The preactivations of all layers at the points x, one array (len(x), width) a layer."""
    out, h = [], np.reshape(x, (-1, 1))
    for W, b in net:
        out.append(h @ np.transpose(W) + b)
        h = np.maximum(out[-1], 0)
    return out


# %% affine_breakpoints
def affine_breakpoints(net, a, b):
    assert np.isfinite([a, b]).all() and a < b, "need finite a < b"
    assert len(net) > 0, "need a layer"
    width = 1
    for W, c in net:
        assert np.ndim(W) == 2 and np.shape(W)[1] == width, "layers do not fit together"
        width = len(W)
        assert np.shape(c) == (width,), "one bias for each unit"
        assert np.isfinite(W).all() and np.isfinite(c).all(), "need finite weights"
    assert width == 1, "need one output"

    x = np.array([a, b], dtype=float)
    for layer in range(len(net) - 1):
        z = preactivations(net, x)[layer]  # affine between neighbouring points
        left, right = z[:-1], z[1:]
        cell, unit = np.nonzero(left * right < 0)
        share = left[cell, unit] / (left[cell, unit] - right[cell, unit])
        x = np.unique(np.append(x, x[cell] + share * (x[cell + 1] - x[cell])))
        x = x[np.append(True, np.diff(x) > 1e-10 * (b - a))]  # one point, found twice
    slope = np.diff(preactivations(net, x)[-1][:, 0]) / np.diff(x)
    changes = np.abs(np.diff(slope)) > 1e-8 * np.abs(slope).max()
    return x[1:-1][changes]
