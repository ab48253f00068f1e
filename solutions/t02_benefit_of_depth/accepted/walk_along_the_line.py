"""Walks from one switch to the next; tents as 1 - |2x - 1|; torch, float32 and lists."""

# %%
import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import torch


# %% tent_power_net
def tent_power_net(k):
    if type(k) is not int or k < 1:
        raise ValueError("k must be a positive int")
    net, row, shift = [], torch.ones(1, 1), torch.zeros(1)  # row, shift: the input x
    for _ in range(k):
        # 2x - 1 and 1 - 2x; then Δ = 1 - their sum
        W = torch.cat([2 * row, -2 * row])
        b = torch.cat([2 * shift - 1, 1 - 2 * shift])
        net.append((W, b))
        row, shift = -torch.ones(1, 2), torch.ones(1)
    return [*net, (row, shift)]


# %% q2a
x = Fraction(variant.tent_p, variant.tent_q)
for _ in range(variant.tent_k):
    x = min(2 * x, 2 * (1 - x))
q2a = float(x)


# %% affine_breakpoints
def affine_breakpoints(net, a, b):
    if not (math.isfinite(a) and math.isfinite(b) and a < b):
        raise ValueError("bad interval")
    layers = [(np.array(W, dtype=float), np.array(c, dtype=float)) for W, c in net]
    width = [1] + [len(c) for _, c in layers]
    for (W, c), i, o in zip(layers, width, width[1:], strict=False):
        if W.shape != (o, i) or c.ndim != 1 or not np.isfinite([*W.ravel(), *c]).all():
            raise ValueError("bad layer")
    if not layers or width[-1] != 1:
        raise ValueError("need one output")

    def look(t):
        """Slope of the net just around t, and how far each hidden unit is from its zero."""
        h, dh, far = np.array([t]), np.ones(1), []
        for W, c in layers[:-1]:
            z, dz = W @ h + c, W @ dh
            moving = dz != 0
            far += list(-z[moving] / dz[moving])
            h, dh = np.where(z > 0, z, 0), np.where(z > 0, dz, 0)
        ahead = [s for s in far if s > 0]
        return (layers[-1][0] @ dh)[0], min(ahead, default=np.inf)

    # No two switches are closer than 1e-5 (b - a): looking from 1e-6 (b - a) to the right of
    # one switch, the next one ahead is the first zero of any unit.
    switches, slopes, t = [], [], a
    while True:
        probe = t + 1e-6 * (b - a)
        slope, step = look(probe)
        slopes.append(slope)
        t = probe + step
        if not t < b - 1e-9 * (b - a):
            break
        switches.append(t)
    jump = np.abs(np.diff(slopes))
    return np.array(switches)[jump > 1e-7 * np.abs(slopes).max()]


# %% square_net
def square_net(m):
    if type(m) is not int or m < 0:
        raise ValueError("m must be an int >= 0")
    if m == 0:
        return [([[1.0]], [0.0])]
    # Σ 4^-s Δ^s, which is not negative, in one channel and x itself in another.
    kinks = np.array([0, -0.5, 0, 0], dtype=np.float32)
    net = [(np.ones((4, 1), dtype=np.float32) * [[1], [1], [1], [0]], kinks)]
    for s in range(1, m):
        c = 0.25**s
        rows = [[2, -4, 0, 0], [2, -4, 0, 0], [0, 0, 1, 0], [2 * c, -4 * c, 0, 1]]
        net.append((np.array(rows, dtype=np.float32), kinks))
    c = 0.25**m
    net.append((np.array([[-2 * c, 4 * c, 1, -1]], dtype=np.float32), np.zeros(1)))
    return net


# %% q2b
m = next(m for m in range(100) if 0.25 ** (m + 1) <= variant.eps)
total, tent = variant.point, variant.point
for s in range(1, m + 1):
    tent = 1 - abs(2 * tent - 1)
    total -= tent / 4**s
q2b = total - variant.point**2


# %% product_approx
def product_approx(x, y, m):
    if type(m) is not int or m < 0:
        raise ValueError("m must be an int >= 0")
    x, y = torch.as_tensor(x, dtype=torch.float64), torch.as_tensor(y, dtype=torch.float64)
    try:
        x, y = torch.broadcast_tensors(x, y)
    except RuntimeError:
        raise ValueError("shapes do not broadcast") from None
    if not ((x.abs() <= 1).all() and (y.abs() <= 1).all()):
        raise ValueError("factors must lie in [-1, 1]")

    def f(t):
        total, tent = t.clone(), t
        for s in range(1, m + 1):
            tent = 1 - (2 * tent - 1).abs()
            total = total - tent / 4**s
        return total

    return f((x + y).abs() / 2) - f((x - y).abs() / 2)


# %% min_alternating_errors
def min_alternating_errors(n, p):
    if n < 1 or p < 1:
        raise ValueError("n and p are positive")
    excess = n - p - 1
    return 0 if excess <= 0 else excess // 2 + excess % 2


# %% q2c
q2c = (2**variant.side_k - int(np.prod(np.array(variant.widths) + 1))) // 2


# %% pieces_vs_depth
def pieces(layers):
    """Cuts the cells at the zeros of one layer after another; all of it by values."""
    t = np.array([0.0, 1.0])
    for depth in range(1, len(layers)):
        h = t[:, None]
        for W, c in layers[:depth]:
            z = h @ W.T + c
            h = z.clip(min=0)
        z0, z1 = z[:-1], z[1:]
        cell, unit = np.where((z0 > 1e-14) & (z1 < -1e-14) | (z0 < -1e-14) & (z1 > 1e-14))
        u, v = z0[cell, unit], z1[cell, unit]
        t = np.unique(np.concatenate([t, (t[cell] * v - t[cell + 1] * u) / (v - u)]))
    W, c = layers[-1]
    h = t[:, None]
    for V, d in layers[:-1]:
        h = (h @ V.T + d).clip(min=0)
    slope = np.diff((h @ W.T)[:, 0]) / np.diff(t)
    return 1 + int((np.abs(np.diff(slope)) > 1e-7 * np.abs(slope).max()).sum())


def pieces_vs_depth(depths, width, n_draws, rng):
    result = np.zeros((2, len(depths)), dtype=np.float32)
    for i, depth in enumerate(depths):
        sizes = [1, *[width] * depth, 1]
        for _ in range(n_draws):
            net = [
                (rng.normal(scale=math.sqrt(2 / j), size=(k, j)), rng.uniform(-1, 1, k))
                for j, k in pairwise(sizes)
            ]
            result[0, i] += pieces(net) / n_draws
        result[1, i] = pieces(
            [(W.double().numpy(), b.double().numpy()) for W, b in tent_power_net(depth)]
        )
    return result
