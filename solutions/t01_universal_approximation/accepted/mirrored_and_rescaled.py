"""Units turned round, rescaled and idle; scipy; the distance cell by cell by slopes."""

# %%
import numpy as np
from scipy import interpolate, linalg, optimize, special


def checked_table(x, y):
    x, y = np.asarray(x, float), np.asarray(y, float)
    if x.ndim != 1 or y.ndim != 1 or x.size != y.size or x.size < 2:
        raise ValueError("shape")
    if not np.all(np.isfinite(np.r_[x, y])) or np.any(x[1:] <= x[:-1]):
        raise ValueError("knots")
    return x, y


# %% relu_interpolant
def relu_interpolant(x, y):
    x, y = checked_table(x, y)
    # From the right: relu(x_k - t), scaled by 3; the last bias is the last value.
    s = (y[1:] - y[:-1]) / (x[1:] - x[:-1])
    a = np.r_[s[:-1] - s[1:], s[-1]] * -1.0
    return [[-3 * np.ones((a.size, 1)), 3 * x[1:]], [a[None] / 3, y[-1:]]]


# %% q1a
q1a = np.ceil(
    np.sqrt(variant.curvature / 8 / (variant.eps_digit * 10.0**-variant.eps_power))
)

# %% q1b
a, b, c = variant.quadratic
n = variant.degree


def bernstein_error(t):
    k = np.arange(n + 1)
    weights = special.comb(n, k) * t**k * (1 - t) ** (n - k)
    return weights @ (a * (k / n) ** 2 + b * k / n + c) - (a * t**2 + b * t + c)


best = optimize.minimize_scalar(
    lambda t: -abs(bernstein_error(t)), bounds=(0, 1), method="bounded"
)
q1b = abs(bernstein_error(best.x))


# %% approximate_lipschitz
def approximate_lipschitz(f, L, eps):
    if np.isnan(L) or np.isnan(eps) or L < 0 or eps <= 0 or np.isinf(L) or np.isinf(eps):
        raise ValueError
    if 2 * eps >= L:  # one answer from the middle is enough; the unit is idle
        return [(np.ones((1, 1)), np.full(1, -2.0)), (np.ones((1, 1)), np.array([f(0.5)]))]
    # The first and the last query 1/(2n) from the ends, asked in a strange order.
    n = int(np.ceil(L / (2 * eps)))
    q = np.linspace(0.5 / n, 1 - 0.5 / n, n)
    y = np.zeros(n)
    for i in np.argsort(np.sin(np.arange(n))):
        y[i] = f(q[i])
    (W, b), (V, c) = relu_interpolant(q, y)
    # relu_interpolant starts from the right, so it is constant there; on the left one unit
    # more stops the slope at q_0.
    slope = (y[1] - y[0]) / (q[1] - q[0])
    W, b = np.vstack([W, [[-1.0]]]), np.append(b, q[0])
    return [(W, b), (np.append(V, [[slope]], axis=1), c)]


# %% q1c
spline = interpolate.make_interp_spline(variant.knots, variant.values, k=1)
at = float(variant.knots[variant.knot])
q1c = float(spline(at + 0.5, nu=1) - spline(at - 0.5, nu=1))


# %% sup_distance
def sup_distance(net, x, y):
    """Walk along all breakpoints with the slope of the difference between them."""
    x, y = checked_table(x, y)
    if len(net) != 2 or np.shape(net[0][0])[1] != 1 or np.shape(net[1][0])[0] != 1:
        raise ValueError("net")
    w, b = np.ravel(net[0][0]), np.ravel(net[0][1])
    v, c = np.ravel(net[1][0]), float(np.ravel(net[1][1])[0])
    with np.errstate(divide="ignore", invalid="ignore"):
        kinks = -b / w
    t = np.union1d(x, kinks[(kinks > x[0]) & (kinks < x[-1])])
    middle = (t[1:] + t[:-1]) / 2
    on = middle[:, None] * w + b > 0
    p = interpolate.interp1d(x, y)
    # On each piece the net is affine, so its value at both ends comes from the units on there.
    slope, level = on @ (v * w), on @ (v * b) + c
    left, right = slope * t[:-1] + level, slope * t[1:] + level
    gaps = [left - p(t[:-1]), right - p(t[1:])]
    direct = np.maximum(np.outer(t, w) + b, 0) @ v + c - p(t)
    # Products of large slopes lose digits; the values themselves are the better witness.
    return np.max(np.abs(direct)) if np.abs(slope).max() > 1e5 else np.max(np.abs(gaps))


# %% box_bump
def box_bump(lo, hi, delta):
    """A trapezoid for each coordinate, from its four kinks, units scaled by 1/delta."""
    lo, hi = np.asarray(lo, float), np.asarray(hi, float)
    if lo.ndim != 1 or lo.shape != hi.shape or lo.size < 1 or np.any(hi - lo < 0):
        raise ValueError("box")
    if not np.isfinite([*lo, *hi, delta]).all() or delta <= 0:
        raise ValueError("not finite, or delta")
    d = lo.size
    W = linalg.block_diag(*[np.array([[-1.0], [1.0], [1.0], [-1.0]]) / delta] * d)
    b = np.ravel(np.transpose([lo, -hi, -hi - delta, lo - delta])) / delta
    # How far outside, in units of delta and at most 1, summed over the coordinates.
    a = np.tile([-1.0, -1.0, 1.0, 1.0], d)[None]
    return [(W, b), (a, np.ones(1)), (np.ones((1, 1)), np.zeros(1))]


# %% feature_rank
def feature_rank(sigma, W, b, X, rtol=1e-9):
    W, b, X = (np.asarray(a, float) for a in (W, b, X))
    if W.ndim != 2 or b.ndim != 1 or X.ndim != 2 or 0 in (W.size, X.size):
        raise ValueError("shape")
    if not 0.0 <= rtol < 1.0:
        raise ValueError("rtol")
    if W.shape != (b.size, X.shape[1]):
        raise ValueError("fit")
    if not np.isfinite(np.concatenate([W.ravel(), b, X.ravel()])).all():
        raise ValueError("finite")
    Z = np.einsum("ij,kj->ik", X, W) + b
    Phi = np.array([[float(sigma(z)) for z in row] for row in Z])  # one number at a time
    # A scaled copy, so that squares neither overflow nor vanish; QR first, then svd of R.
    top = np.abs(Phi).max()
    if top == 0:
        return 0
    R = linalg.qr(Phi / top, mode="r", pivoting=True)[0]
    s = linalg.svdvals(R)
    return int(np.searchsorted(-s, -rtol * s[0]))


# %% monomial_net
def monomial_net(dk, k, h, b0):
    if (
        k < 0
        or k != np.floor(k)
        or not h > 0
        or dk == 0
        or not np.isfinite([dk, h, b0]).all()
    ):
        raise ValueError("range")
    j = np.arange(k + 1)
    a = special.binom(k, j) * np.where((k - j) % 2, -1, 1) / dk / (2 * h) ** k
    return h * (2 * j - k), b0 + 0 * j, a


# %% uat_rates
def uat_rates(ns):
    ns = np.asarray(ns)
    if ns.size == 0 or (ns < 1).any():
        raise ValueError("ns")
    out = []
    for f in (lambda t: np.sin(2 * np.pi * t), lambda t: np.abs(t - 1 / 3), np.sqrt):
        row = []
        for n in ns:
            t = np.union1d(np.linspace(0, 1, 200 * n + 1), [1 / 3, 1 / (4 * n)])
            p = interpolate.interp1d(np.arange(n + 1) / n, f(np.arange(n + 1) / n))
            row.append(np.max(np.abs(f(t) - p(t))))
        out.append(row)
    return np.array(out)
