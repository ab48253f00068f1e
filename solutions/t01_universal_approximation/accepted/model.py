"""The model answer: NumPy, a net for each formula of the text."""

# %%
import math

import numpy as np


def require(condition, message):
    if not condition:
        raise ValueError(message)


def table(x, y):
    """Knots and values as vectors, knots strictly increasing."""
    x, y = np.array(x, dtype=float), np.array(y, dtype=float)
    require(
        x.ndim == 1 and x.shape == y.shape and len(x) >= 2, "need x and y of shape (m,)"
    )
    require(np.isfinite(x).all() and np.isfinite(y).all(), "x and y must be finite")
    require((np.diff(x) > 0).all(), "x must be strictly increasing")
    return x, y


def relu(z):
    return np.maximum(z, 0)


# %% relu_interpolant
def relu_interpolant(x, y):
    x, y = table(x, y)
    s = np.diff(y) / np.diff(x)
    a = np.append(s[0], np.diff(s))
    knots = x[:-1]
    return [(np.ones((len(a), 1)), -knots), (a.reshape(1, -1), y[:1])]


# %% q1a
q1a = math.ceil(
    math.sqrt(variant.curvature / (8 * variant.eps_digit)) * 10 ** (variant.eps_power / 2)
)

# %% q1b
# B_n f - f = a t(1 - t)/n, largest at t = 1/2
q1b = abs(variant.quadratic[0]) / (4 * variant.degree)


# %% approximate_lipschitz
def approximate_lipschitz(f, L, eps):
    require(0 <= L < math.inf, "need L >= 0")
    require(0 < eps < math.inf, "need eps > 0")
    # One answer from the middle of each of n cells: no point is farther than 1/(2n) from one.
    n = max(math.ceil(L / (2 * eps)), 1)
    q = (np.arange(n) + 0.5) / n
    y = np.array([f(t) for t in q])
    # Constant before the first and after the last answer: the slope starts and ends with 0.
    slopes = np.concatenate([[0], np.diff(y) * n, [0]])
    return [(np.ones((n, 1)), -q), (np.diff(slopes).reshape(1, -1), y[:1])]


# %% q1c
k, x, y = variant.knot, variant.knots, variant.values
q1c = (y[k + 1] - y[k]) / (x[k + 1] - x[k]) - (y[k] - y[k - 1]) / (x[k] - x[k - 1])


# %% sup_distance
def sup_distance(net, x, y):
    x, y = table(x, y)
    require(len(net) == 2, "need one hidden layer")
    (W, b), (V, c) = net
    require(W.shape[1] == 1 and V.shape[0] == 1, "need one input and one output")
    w = W[:, 0]
    kinks = -b[w != 0] / w[w != 0]
    t = np.clip(np.append(x, kinks), x[0], x[-1])
    values = relu(np.outer(t, w) + b) @ V[0] + c
    return abs(values - np.interp(t, x, y)).max()


# %% box_bump
def box_bump(lo, hi, delta):
    lo, hi = np.array(lo, dtype=float), np.array(hi, dtype=float)
    require(
        lo.ndim == 1 and lo.shape == hi.shape and len(lo) > 0, "need corners of shape (d,)"
    )
    require(np.isfinite(lo).all() and np.isfinite(hi).all(), "corners must be finite")
    require((lo <= hi).all(), "need lo <= hi")
    require(0 < delta < math.inf, "need delta > 0")
    # relu(1 - D/delta), D the distance from the box in the 1-norm: the sum of the parts of x
    # below lo and above hi
    eye, ones = np.eye(len(lo)), np.ones((1, 2 * len(lo)))
    below_and_above = (np.vstack([-eye, eye]), np.append(lo, -hi))
    return [below_and_above, (-ones / delta, np.ones(1)), (np.ones((1, 1)), np.zeros(1))]


# %% feature_rank
def feature_rank(sigma, W, b, X, rtol=1e-9):
    W, b, X = np.array(W, dtype=float), np.array(b, dtype=float), np.array(X, dtype=float)
    require(W.ndim == 2 and X.ndim == 2 and b.ndim == 1, "need W (m, d), b (m,), X (n, d)")
    require(W.shape[1] == X.shape[1] and len(b) == len(W), "W, b and X do not fit together")
    require(W.size > 0 and X.size > 0, "need a unit, a point and a coordinate")
    require(all(np.isfinite(a).all() for a in (W, b, X)), "need finite numbers")
    require(0 <= rtol < 1, "need 0 <= rtol < 1")
    s = np.linalg.svd(sigma(X @ W.T + b), compute_uv=False)
    return np.sum(s > rtol * s[0])


# %% monomial_net
def monomial_net(dk, k, h, b0):
    require(k >= 0, "need k >= 0")
    require(0 < h < math.inf, "need h > 0")
    require(dk != 0 and np.isfinite([dk, b0]).all(), "need a derivative that is not 0")
    w = [(j - k / 2) * h for j in range(k + 1)]
    a = [(-1) ** (k - j) * math.comb(k, j) / (h**k * dk) for j in range(k + 1)]
    return w, [b0] * (k + 1), a


# %% uat_rates
def uat_rates(ns):
    require(min(ns) >= 1, "need numbers of cells n >= 1")
    functions = (
        lambda t: np.sin(2 * np.pi * t),
        lambda t: abs(t - 1 / 3),
        lambda t: np.sqrt(t),
    )
    errors = np.zeros((3, len(ns)))
    for i, f in enumerate(functions):
        for j, n in enumerate(ns):
            x = np.linspace(0, 1, n + 1)
            t = np.linspace(0, 1, 400 * n + 1)
            errors[i, j] = abs(f(t) - np.interp(t, x, f(x))).max()
    return errors
