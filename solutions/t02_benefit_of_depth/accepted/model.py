"""Model answer: tents of two units; cells are cut at the zeros of one layer after another."""

# %%
from fractions import Fraction
from itertools import pairwise
from math import prod

import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def require_int(n, least):
    require(type(n) is int and n >= least, f"need an int >= {least}; got {n!r}")


def preactivations(net, x):
    """The preactivations of all layers at the points x, one array (len(x), width) a layer."""
    out, h = [], np.ravel(x)[:, None]
    for W, b in net:
        out.append(h @ np.transpose(W) + b)
        h = np.maximum(out[-1], 0)
    return out


# %% tent_power_net
def tent_power_net(k):
    require_int(k, 1)
    enter = (np.array([[1.0], [1.0]]), np.array([0.0, -0.5]))
    fold = (np.array([[2.0, -4.0], [2.0, -4.0]]), np.array([0.0, -0.5]))
    leave = (np.array([[2.0, -4.0]]), np.array([0.0]))
    return [enter] + [fold] * (k - 1) + [leave]


# %% q2a
q2a = Fraction(variant.tent_p, variant.tent_q)
for _ in range(variant.tent_k):
    q2a = min(2 * q2a, 2 - 2 * q2a)


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

    x = np.array([a, b], dtype=float)
    for layer in range(len(net) - 1):
        z = preactivations(net, x)[layer]  # affine between neighbouring points
        left, right = z[:-1], z[1:]
        cell, unit = np.nonzero(left * right < 0)
        share = left[cell, unit] / (left[cell, unit] - right[cell, unit])
        x = np.unique(np.append(x, x[cell] + share * (x[cell + 1] - x[cell])))
        x = x[np.append(True, np.diff(x) > 1e-9 * (b - a))]  # one point, found twice
    slope = np.diff(preactivations(net, x)[-1][:, 0]) / np.diff(x)
    changes = np.abs(np.diff(slope)) > 1e-8 * np.abs(slope).max()
    return x[1:-1][changes]


# %% square_net
def square_net(m):
    require_int(m, 0)
    # Three units: the tent of Δ^(s-1), and f_(s-1), which is at least x² >= 0.
    net, row = [], np.array([[1.0]])  # row: f_0 = x of the input
    tent = row
    for s in range(1, m + 1):
        net.append((np.vstack([tent, tent, row]), np.array([0.0, -0.5, 0.0])))
        tent = np.array([[2.0, -4.0, 0.0]])
        row = np.array([[0.0, 0.0, 1.0]]) - tent / 4**s
    return [*net, (row, np.zeros(1))]


# %% q2b
m = int(np.ceil(-np.log(variant.eps) / np.log(4))) - 1  # 4^-(m+1) <= ε
theta = 2**m * variant.point % 1  # f_m is a chord between neighbouring knots j/2^m
q2b = theta * (1 - theta) / 4**m


# %% product_approx
def product_approx(x, y, m):
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    require((np.abs(x) <= 1).all() and (np.abs(y) <= 1).all(), "need |x|, |y| <= 1")
    net = square_net(m)

    def f(t):
        return preactivations(net, t)[-1].reshape(np.shape(t))

    return 2 * (f(np.abs(x + y) / 2) - f(np.abs(x) / 2) - f(np.abs(y) / 2))


# %% min_alternating_errors
def min_alternating_errors(n, p):
    require_int(n, 1)
    require_int(p, 1)
    return max(0, (n - p) // 2)  # ⌈(n - p - 1)/2⌉ in integers


# %% q2c
pieces = prod(m + 1 for m in variant.widths)
q2c = min_alternating_errors(2**variant.side_k, pieces)


# %% pieces_vs_depth
def he_layer(inputs, outputs, rng):
    W = rng.normal(0, np.sqrt(2 / inputs), size=(outputs, inputs))
    return W, rng.uniform(-1, 1, size=outputs)


def pieces(net):
    return len(affine_breakpoints(net, 0.0, 1.0)) + 1


def pieces_vs_depth(depths, width, n_draws, rng):
    mean_random = []
    for depth in depths:
        widths = [1] + [width] * depth + [1]
        counts = [
            pieces([he_layer(i, o, rng) for i, o in pairwise(widths)])
            for _ in range(n_draws)
        ]
        mean_random.append(np.mean(counts))
    return mean_random, [pieces(tent_power_net(depth)) for depth in depths]
