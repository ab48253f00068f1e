"""Loops and plain lists; SMO for the largest margin; the mistakes of the perceptron in rounds."""

# %%
import math

import numpy as np
from scipy.optimize import linprog


def checked(X, y):
    X = [[float(t) for t in row] for row in np.array(X, dtype=float, ndmin=1).tolist()]
    y = np.asarray(y, dtype=float).tolist()
    if not X or not X[0] or len(X) != len(y):
        raise ValueError("points and labels do not fit")
    for label in y:
        if label not in (-1.0, 1.0):
            raise ValueError("labels must be -1 or 1")
    if not all(math.isfinite(t) for row in X for t in row):
        raise ValueError("points must be finite")
    return X, y


def dot(a, b):
    return math.fsum(s * t for s, t in zip(a, b, strict=True))


# %% geometric_margin
def geometric_margin(w, b, X, y, ord=2):
    X, y = checked(X, y)
    w = [float(t) for t in w]
    if not all(map(math.isfinite, [*w, b])):
        raise ValueError("w and b must be finite")
    if ord == 2:
        norm = math.hypot(*w)
    elif ord == 1:
        norm = sum(abs(t) for t in w)
    elif ord == math.inf:
        norm = max(abs(t) for t in w)
    else:
        raise ValueError("ord")
    if norm == 0:
        raise ValueError("w = 0")
    return min(label * (dot(w, x) + b) / norm for x, label in zip(X, y, strict=True))


# %% q11a
(a1, a2), ((p1, p2), (q1, q2)) = variant.alone, variant.pair
area = abs((q1 - p1) * (a2 - p2) - (q2 - p2) * (a1 - p1))
q11a = area / math.hypot(q1 - p1, q2 - p2) / 2


# %% perceptron
class NotSeparable(Exception):
    """A class of this name is accepted whatever it derives from."""


def perceptron(next_mistake, d, max_updates):
    if d < 1 or max_updates < 0:
        raise ValueError("d or max_updates")
    w = [0.0] * d
    for n_updates in range(max_updates + 1):
        found = next_mistake(w)
        if found is None:
            return w, n_updates
        x, y = found
        for j in range(d):
            w[j] += y * x[j]
    raise NotSeparable


# %% q11b
R2 = max(dot(x, x) for x in variant.points)
least = min(
    y * dot(variant.u, x) for x, y in zip(variant.points, variant.labels, strict=True)
)
gamma = least / math.sqrt(dot(variant.u, variant.u))
q11b = math.floor(R2 / gamma**2)


# %% hard_margin_svm
def hard_margin_svm(X, y):
    X, y = map(np.array, checked(X, y))
    if abs(y.sum()) == len(y):
        raise ValueError("one class")
    free = [(None, None)] * (X.shape[1] + 1)
    A = -y[:, None] * np.column_stack([X, np.ones(len(y))])
    if linprog(np.zeros(len(free)), A_ub=A, b_ub=-np.ones(len(y)), bounds=free).status != 0:
        raise ValueError("not separable")
    X0, K = X - X.mean(axis=0), (X - X.mean(axis=0)) @ (X - X.mean(axis=0)).T
    alpha, F = np.zeros(len(y)), -y  # F_i = Σ_j alpha_j y_j K_ij - y_i
    while True:
        up, low = (y > 0) | (alpha > 0), (y < 0) | (alpha > 0)
        i, j = np.where(up, F, np.inf).argmin(), np.where(low, F, -np.inf).argmax()
        if F[j] - F[i] <= 1e-9:
            break
        t = (F[j] - F[i]) / (K[i, i] + K[j, j] - 2 * K[i, j])
        t = min(t, alpha[i] if y[i] < 0 else t, alpha[j] if y[j] > 0 else t)
        alpha[i] += y[i] * t
        alpha[j] -= y[j] * t
        F = F + t * (K[:, i] - K[:, j])
    w = (alpha * y) @ X0
    s = X @ w
    b = -(s[y > 0].min() + s[y < 0].max()) / 2
    return w.tolist(), b, alpha.tolist()


# %% max_margin_lp
def max_margin_lp(X, y, norm):
    X, y = checked(X, y)
    d = len(X[0])
    rows, rhs = [], []
    for x, label in zip(X, y, strict=True):  # γ - y x·(u - v) <= 0
        z = [label * t for t in x]
        rows.append([-t for t in z] + z + [1.0])
        rhs.append(0.0)
    if norm == 1:
        rows.append([1.0] * (2 * d) + [0.0])
        rhs.append(1.0)
    elif norm != math.inf:
        raise ValueError("norm")
    bounds = [(0, 1)] * (2 * d) + [(0, None)]
    found = linprog([0.0] * (2 * d) + [-1.0], A_ub=rows, b_ub=rhs, bounds=bounds).x
    return [found[j] - found[d + j] for j in range(d)], found[-1]


# %% multiclass_margins
def multiclass_margins(logits, y):
    rows = np.asarray(logits, dtype=float)
    if rows.ndim != 2 or rows.size == 0 or rows.shape[1] == 1 or len(y) != len(rows):
        raise ValueError("logits or labels")
    out = []
    for row, label in zip(rows.tolist(), y, strict=True):
        if not 0 <= label < len(row) or not all(map(math.isfinite, row)):
            raise ValueError("label or logits")
        out.append(min(row[label] - z for j, z in enumerate(row) if j != label))
    return out


# %% smoothed_margin
def smoothed_margin(margins, theta_norm, L):
    m = [float(t) for t in margins]
    if not m or not all(map(math.isfinite, [*m, theta_norm])) or theta_norm <= 0 or L < 1:
        raise ValueError("margins, theta_norm or L")
    m.sort()
    total = math.fsum(math.exp(m[0] - t) for t in m)
    return (m[0] - math.log(total)) / theta_norm**L


# %% q11c
W1, w2 = variant.W1, variant.w2
theta2 = sum(k * k for k in (*W1[0], *W1[1], *w2))
margins = [
    y * sum(v * max(dot(row, x), 0) for v, row in zip(w2, W1, strict=True))
    for x, y in zip(variant.inputs, variant.targets, strict=True)
]
q11c = min(margins) / theta2


# %% margin_vs_updates
def margin_vs_updates(gammas, reps, rng):
    updates = [[0] * reps for _ in gammas]
    achieved = [[0.0] * reps for _ in gammas]
    for k, gamma in enumerate(gammas):
        for r in range(reps):
            points = []
            for _ in range(100):
                y = 1 if rng.random() < 0.5 else -1
                v = rng.normal(size=9)
                x = np.append(gamma * y, np.sqrt(1 - gamma**2) * v / np.linalg.norm(v))
                points.append((x, y))
            w, changed = np.zeros(10), True
            while changed:
                changed = False
                for x, y in points:
                    if y * (w @ x) <= 0:
                        w = w + y * x
                        updates[k][r] += 1
                        changed = True
            achieved[k][r] = geometric_margin(
                w, 0.0, [x for x, _ in points], [y for _, y in points]
            )
    return updates, achieved
