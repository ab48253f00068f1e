"""Looks for changes of slope on a grid, and intersects the lines beside them."""

FAILS = {
    "test_three_breakpoints_close_together_are_all_found",
}

# %%
import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def preactivations(net, x):
    """The preactivations of all layers at the points x, one array (len(x), width) a layer."""
    out, h = [], np.reshape(x, (-1, 1))
    for W, b in net:
        out.append(h @ np.transpose(W) + b)
        h = np.maximum(out[-1], 0)
    return out


# %% affine_breakpoints
def affine_breakpoints(net, a, b):
    require(np.isfinite([a, b]).all() and a < b, "need finite a < b")
    require(len(net) > 0, "need a layer")
    width = 1
    for W, c in net:
        require(np.ndim(W) == 2 and np.shape(W)[1] == width, "layers do not fit together")
        width = len(W)
        require(np.shape(c) == (width,), "one bias for each unit")
        require(np.isfinite(W).all() and np.isfinite(c).all(), "need finite weights")
    require(width == 1, "need one output")

    x = np.linspace(a, b, 4001)
    y = preactivations(net, x)[-1][:, 0]
    slope = np.diff(y) / np.diff(x)
    jump = np.append(0, np.abs(np.diff(slope))) > 1e-6 * np.abs(slope).max()
    points, i = [], 1
    while i < len(slope):
        if jump[i]:
            # the corner is at x[i], or in the cell to the right of it
            right = (
                slope[min(i + 1, len(slope) - 1)]
                if i + 1 < len(slope) and jump[i + 1]
                else slope[i]
            )
            left = slope[i - 1]
            if right != left:
                j = i + 1 if i + 1 < len(slope) and jump[i + 1] else i
                points.append((y[i] - left * x[i] - y[j] + right * x[j]) / (right - left))
            i = j + 1 if right != left else i + 1
        else:
            i += 1
    return np.array(points)
