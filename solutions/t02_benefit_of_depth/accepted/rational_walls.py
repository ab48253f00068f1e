"""Rational arithmetic for the breakpoints; tents of three units; a signed sum in two channels."""

# %%
from fractions import Fraction
from itertools import pairwise

import numpy as np


# %% tent_power_net
def tent_power_net(k):
    if isinstance(k, bool) or not isinstance(k, int):
        raise TypeError("k is an int")
    if k < 1:
        raise ValueError("k >= 1")
    tent = [2, -4, 2]  # zero to the right of 1 as well
    kinks = [0.0, -0.5, -1.0]
    net = [([[1], [1], [1]], kinks)]
    for _ in range(k - 1):
        net.append(([tent, tent, tent], kinks))
    net.append(([tent], [0]))
    return net


# %% q2a
# Δ^k(x) = Δ(frac(2^(k-1) x))
y = Fraction(variant.tent_p, variant.tent_q) * 2 ** (variant.tent_k - 1) % 1
q2a = 2 * y if y < Fraction(1, 2) else 2 - 2 * y


# %% affine_breakpoints
def rational(layer):
    W, c = np.asarray(layer[0], dtype=float), np.asarray(layer[1], dtype=float)
    if W.ndim != 2 or c.shape != (W.shape[0],):
        raise ValueError("a layer is a matrix and a vector")
    if not (np.isfinite(W).all() and np.isfinite(c).all()):
        raise ValueError("weights must be finite")
    return [[Fraction(w) for w in row] for row in W.tolist()], [
        Fraction(v) for v in c.tolist()
    ]


def affine_breakpoints(net, a, b):
    if not (abs(a) < np.inf and abs(b) < np.inf and a < b):
        raise ValueError("bad interval")
    layers = [rational(layer) for layer in net]
    if not layers or len(layers[-1][0]) != 1:
        raise ValueError("need one output")
    inputs = 1
    for W, _ in layers:
        if any(len(row) != inputs for row in W):
            raise ValueError("layers do not fit")
        inputs = len(W)

    # A cell is (left end, right end, [(slope, intercept) of each unit]).
    cells = [(Fraction(a), Fraction(b), [(Fraction(1), Fraction(0))])]
    for number, (W, c) in enumerate(layers, start=1):
        new = []
        for s, t, lines in cells:
            z = [
                (
                    sum(w * g for w, (g, _) in zip(row, lines, strict=True)),
                    sum(w * h for w, (_, h) in zip(row, lines, strict=True)) + v,
                )
                for row, v in zip(W, c, strict=True)
            ]
            if number == len(layers):
                new.append((s, t, z))
                continue
            walls = {s, t} | {-h / g for g, h in z if g and s < -h / g < t}
            for u, v in pairwise(sorted(walls)):
                mid = (u + v) / 2
                new.append((u, v, [(g, h) if g * mid + h > 0 else (0, 0) for g, h in z]))
        cells = new
    return [float(t) for (_, t, [(g, _)]), (_, _, [(h, _)]) in pairwise(cells) if g != h]


# %% square_net
def square_net(m):
    if isinstance(m, bool) or not isinstance(m, int):
        raise TypeError("m is an int")
    if m < 0:
        raise ValueError("m >= 0")
    # Units: x, x - 1/2 of the tent, and plus and minus the sum so far (it may be negative
    # in principle): x - Σ, Σ - x.
    enter = (np.array([[1.0], [1.0], [1.0], [-1.0]]), np.array([0.0, -0.5, 0.0, 0.0]))
    net = [enter]
    for s in range(1, m + 1):
        tent = np.array([2.0, -4.0, 0.0, 0.0])
        total = np.array([0.0, 0.0, 1.0, -1.0]) - tent * 2.0 ** (-2 * s)
        net.append((np.array([tent, tent, total, -total]), enter[1]))
    net.append((np.array([[0.0, 0.0, 1.0, -1.0]]), np.zeros(1)))
    return net


# %% q2b
depth = int(np.ceil(-np.log(variant.eps) / np.log(4))) - 1
knots = np.arange(2**depth + 1) / 2**depth
q2b = np.interp(variant.point, knots, knots**2) - variant.point**2


# %% product_approx
def product_approx(x, y, m):
    x, y = np.array(x, dtype=float), np.array(y, dtype=float)
    if type(m) is not int or m < 0:
        raise ValueError("m is an int >= 0")
    if not (np.all(abs(x) <= 1) and np.all(abs(y) <= 1)):
        raise ValueError("factors must lie in [-1, 1]")
    knots = np.arange(2**m + 1) / 2**m

    def f(t):
        return np.interp(t, knots, knots**2)

    return 2 * (f(abs(x) / 2) + f(abs(y) / 2) - f(abs(x - y) / 2))


# %% min_alternating_errors
def min_alternating_errors(n, p):
    if n < 1 or p < 1:
        raise ValueError("n, p >= 1")
    runs = p + 1
    if n <= runs:
        return 0
    # As many odd runs as possible: `runs`, or one less if the parity is wrong.
    odd = runs if (n - runs) % 2 == 0 else runs - 1
    return (n - odd) // 2


# %% q2c
bound = 1
for units in variant.widths:
    bound *= units + 1
q2c = -((bound + 1 - 2**variant.side_k) // 2)


# %% pieces_vs_depth
def count(net):
    """Pieces in floating point: slope and intercept of every unit on every cell."""
    t, lines = np.array([0.0, 1.0]), np.array([[[1.0, 0.0]]])  # lines: (cells, units, 2)
    for W, c in net[:-1]:
        z = np.einsum("ou,cuk->cok", W, lines)
        z[:, :, 1] += c
        walls = -z[:, :, 1] / z[:, :, 0]
        inner = walls[(walls > t[:-1, None]) & (walls < t[1:, None])]
        old, t = t, np.sort(np.concatenate([t, inner]))
        mid = (t[1:] + t[:-1]) / 2
        z = z[np.searchsorted(old, mid) - 1]
        on = z[:, :, 0] * mid[:, None] + z[:, :, 1] > 0
        lines = z * on[:, :, None]
    slopes = np.einsum("ou,cu->c", net[-1][0], lines[:, :, 0])
    return 1 + np.sum(abs(np.diff(slopes)) > 1e-9 * abs(slopes).max())


def pieces_vs_depth(depths, width, n_draws, rng):
    mean_random = []
    for depth in depths:
        total = 0
        for _ in range(n_draws):
            net, inputs = [], 1
            for outputs in [width] * depth + [1]:
                W = rng.standard_normal((outputs, inputs)) * (2 / inputs) ** 0.5
                net.append((W, 2 * rng.random(outputs) - 1))
                inputs = outputs
            total += count(net)
        mean_random.append(total / n_draws)
    return np.array(mean_random), 2 ** np.array(depths)
